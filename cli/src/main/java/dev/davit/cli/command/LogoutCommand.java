package dev.davit.cli.command;

import dev.davit.image.credential.Login;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code davit logout}. */
@Command(name = "logout", description = "Forget the credentials for a registry, docker's too.")
final class LogoutCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions options;

    @Parameters(paramLabel = "REGISTRY", arity = "0..1", description = "Which registry (default: Docker Hub).")
    private @Nullable String registry;

    @Override
    public Integer call() throws IOException {
        Davit davit = options.davit();
        String name = LoginCommand.name(registry);
        boolean removed = Login.of(davit.session.environment()).out(name);
        davit.print(
                removed ? "Logged out of " + name : "Not logged in to " + name,
                () -> Json.object().put("registry", name).put("removed", removed));
        return 0;
    }
}
