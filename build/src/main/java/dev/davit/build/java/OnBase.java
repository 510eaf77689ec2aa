package dev.davit.build.java;

import dev.davit.app.Failure;
import dev.davit.app.ImageSpec;
import dev.davit.build.base.BaseImage;
import dev.davit.build.base.BaseJava;
import dev.davit.build.runtime.RuntimeLayer;
import dev.davit.image.ContainerConfig;
import dev.davit.image.Platform;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What is different for an application on a base: the base's own Java starts it, and its settings are inherited. */
final class OnBase {
    private OnBase() {}

    /**
     * How a container starts. Its user is the base's, unless that is root: then it is the same as without a base.
     */
    static ContainerConfig container(ImageSpec spec, List<String> start, BaseImage base) {
        ContainerConfig inherited = base.image().config().container();
        String java = base.java().map(BaseJava::command).orElse(RuntimeLayer.HOME + "/bin/java");
        ContainerConfig.Builder container = inherited.toBuilder();
        Map<String, String> env = inherited.env();
        if (!env.containsKey("LANG") && !env.containsKey("LC_ALL")) {
            container.env("LANG", "C.UTF-8");
        }
        if (!env.containsKey("JAVA_HOME")) {
            String home = base.java().map(BaseJava::home).orElse(RuntimeLayer.HOME);
            if (!home.isEmpty()) {
                container.env("JAVA_HOME", home);
            }
        }
        if (isRoot(inherited.user())) {
            container.user(RuntimeLayer.USER + ":" + RuntimeLayer.USER);
        }
        return container
                .env("PORT", String.valueOf(spec.port()))
                .entrypoint(JavaImage.command(java, spec, start))
                .cmd(List.of())
                .workingDir(RuntimeLayer.APP)
                .exposedPort(spec.port() + "/tcp")
                .build();
    }

    /**
     * Sees that the base's Java can run the application's classes, if it tells its version.
     *
     * @throws Failure when it cannot
     */
    static void requireVersion(BaseImage base, CompiledApplication app) throws IOException {
        int there = base.java()
                .map(java -> java.feature().orElse(Integer.MAX_VALUE))
                .orElse(Integer.MAX_VALUE);
        ClassVersion needed = ClassVersion.highest(app.parts());
        if (needed.feature() > there) {
            throw Failure.of(
                            Failure.Category.BUILD,
                            base.base().shown() + " has Java " + there + ", and " + needed.name()
                                    + " is compiled for Java " + needed.feature())
                    .withFix("choose a base with Java " + needed.feature() + " or newer, or compile for Java " + there
                            + ": <maven.compiler.release>" + there + "</maven.compiler.release>");
        }
    }

    /**
     * Sees that a runtime from this machine can run on the base.
     *
     * @throws Failure when the base is for another platform
     */
    static void requireThisPlatform(BaseImage base) {
        if (!Platform.current().runs(base.platform())) {
            throw Failure.of(
                            Failure.Category.BUILD,
                            base.base().shown() + " has no java, and one for " + base.platform()
                                    + " cannot be linked on this machine, which is " + Platform.current())
                    .withFix("use a base for " + base.platform() + " with a Java runtime");
        }
    }

    private static boolean isRoot(String user) {
        return List.of("", "0", "root").contains(user.split(":", -1)[0]);
    }
}
