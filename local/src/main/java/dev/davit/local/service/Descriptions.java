package dev.davit.local.service;

import dev.davit.app.App;
import dev.davit.app.Base;
import dev.davit.app.Failure;
import dev.davit.app.Http;
import dev.davit.app.ImageSpec;
import dev.davit.balancer.Algorithm;
import dev.davit.balancer.HealthCheck;
import dev.davit.balancer.SuccessCodes;
import dev.davit.balancer.TargetGroupSettings;
import java.nio.file.Path;

/** What an app description means to a running service. */
final class Descriptions {
    private static final Path ANYWHERE = Path.of("/");

    private Descriptions() {}

    /** Whether two descriptions ask for the same service; where the source lies makes no difference to one. */
    static boolean sameService(App one, App other) {
        return withoutSource(one).equals(withoutSource(other));
    }

    /** How the load balancer is to treat the app's tasks. */
    static TargetGroupSettings settings(App app) {
        Http http = app.http();
        var check = http.healthCheck();
        int first = Math.max(200, check.successCodes().from());
        if (check.successCodes().to() < first) {
            throw Failure.of(
                    Failure.Category.USAGE,
                    "no task can pass the health check: it wants a status of " + check.successCodes()
                            + ", and an answer has 200 to 599");
        }
        return TargetGroupSettings.defaults()
                .withHealthCheck(new HealthCheck(
                        check.path(),
                        SuccessCodes.of(first, check.successCodes().to()),
                        check.interval(),
                        check.timeout(),
                        check.healthyThreshold(),
                        check.unhealthyThreshold()))
                .withDeregistrationDelay(http.deregistrationDelay())
                .withAlgorithm(
                        switch (http.algorithm()) {
                            case ROUND_ROBIN -> Algorithm.ROUND_ROBIN;
                            case LEAST_OUTSTANDING_REQUESTS -> Algorithm.LEAST_OUTSTANDING_REQUESTS;
                        });
    }

    private static App withoutSource(App app) {
        ImageSpec image = app.image();
        return new App(
                app.name(),
                new ImageSpec(ANYWHERE, image.repository(), image.port(), image.java(), Base.SCRATCH),
                app.http(),
                app.resources(),
                app.count(),
                app.variables(),
                app.deployment());
    }
}
