package dev.davit.cli.command;

import dev.davit.app.Failure;
import dev.davit.app.Failure.Category;
import dev.davit.cli.output.Terminal.Style;
import dev.davit.image.credential.Login;
import dev.davit.image.registry.Credential;
import dev.davit.image.registry.RegistryException;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code davit login}. */
@Command(
        name = "login",
        description = "Log in to a registry; credentials are kept where docker keeps them.",
        footer = "In scripts: printf %%s \"$TOKEN\" | davit login -u USER --password-stdin registry.example.com")
final class LoginCommand implements Callable<Integer> {
    private static final int LONGEST_PASSWORD = 1 << 16;

    @Mixin
    private CommonOptions options;

    @Mixin
    private RegistryOptions registries;

    @Parameters(paramLabel = "REGISTRY", arity = "0..1", description = "Which registry (default: Docker Hub).")
    private @Nullable String registry;

    @Option(
            names = {"-u", "--username"},
            paramLabel = "USER",
            description = "Name of the account; asked for on a terminal.")
    private @Nullable String user;

    @Option(names = "--password-stdin", description = "Read the password or access token from the standard input.")
    private boolean fromStdin;

    @Override
    public Integer call() throws IOException {
        Davit davit = options.davit();
        String name = name(registry);
        Credential.Password credential = credential(name);
        check(davit.session, name, credential);
        Login.Kept kept = Login.of(davit.session.environment()).in(name, credential);
        if (!kept.encrypted() && !davit.quiet) {
            var err = davit.session.err();
            err.stream()
                    .println(err.styled(Style.WARNING, "warning: ")
                            + "the password is stored unencrypted in " + kept.place()
                            + ". A credential helper keeps it safer: see credsStore in docker's documentation");
        }
        davit.print(
                "Login succeeded: " + credential.user() + " at " + name,
                () -> Json.object()
                        .put("registry", name)
                        .put("user", credential.user())
                        .put("storedIn", kept.place())
                        .put("encrypted", kept.encrypted()));
        return 0;
    }

    /** The registry that is meant, as references name it. */
    static String name(@Nullable String registry) {
        try {
            return registry == null ? "docker.io" : Login.registry(registry);
        } catch (IllegalArgumentException e) {
            throw Failure.of(Category.USAGE, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    private void check(Session session, String name, Credential.Password credential) throws IOException {
        try (var client =
                registries.client(session, asked -> asked.equals(name) ? Optional.of(credential) : Optional.empty())) {
            client.check(name);
        } catch (RegistryException e) {
            if (e.status().orElse(0) == 401 || e.status().orElse(0) == 403) {
                throw Failure.of(
                                Category.REGISTRY,
                                name + " did not accept the password of " + credential.user() + ": " + e.problem())
                        .withFix(
                                "check both; registries with two-factor authentication want an access token in the place"
                                        + " of the password. Nothing was stored")
                        .causedBy(e);
            }
            throw e;
        }
    }

    private Credential.Password credential(String name) throws IOException {
        Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        String account = user;
        if (account == null && terminal.isPresent() && !fromStdin) {
            account = terminal.get().readLine("Username for %s: ", name);
        }
        if (account == null || account.isBlank()) {
            throw Failure.of(Category.USAGE, "a login to " + name + " needs the name of an account")
                    .withFix("name it: davit login -u USER " + name);
        }
        String password;
        if (fromStdin) {
            password = new String(System.in.readNBytes(LONGEST_PASSWORD), StandardCharsets.UTF_8)
                    .replaceFirst("\\r?\\n$", "");
        } else if (terminal.isEmpty()) {
            throw Failure.of(Category.USAGE, "the password cannot be asked for: this is no terminal")
                    .withFix("pipe it: printf %s \"$TOKEN\" | davit login -u " + account + " --password-stdin " + name);
        } else {
            char[] typed = terminal.get().readPassword("Password for %s at %s: ", account, name);
            password = typed == null ? "" : new String(typed);
        }
        if (password.isEmpty()) {
            throw Failure.of(Category.USAGE, "the password is empty");
        }
        try {
            return new Credential.Password(account.strip(), password);
        } catch (IllegalArgumentException e) {
            throw Failure.of(Category.USAGE, String.valueOf(e.getMessage())).causedBy(e);
        }
    }
}
