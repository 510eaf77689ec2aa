package dev.davit.image.credential;

import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import dev.davit.image.registry.Credential;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program {@code docker-credential-<name>}, by the protocol of docker-credential-helpers: what it is asked stands on its
 * standard input, never in its arguments, which others may see.
 */
final class CredentialHelper {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_OUTPUT = 1 << 20;

    private final String program;
    private final Map<String, String> environment;
    private final Duration patience;

    CredentialHelper(String name, Map<String, String> environment) throws CredentialException {
        this(name, environment, PATIENCE);
    }

    CredentialHelper(String name, Map<String, String> environment, Duration patience) throws CredentialException {
        if (!name.matches("[A-Za-z0-9._-]+")) {
            throw new CredentialException("Not the name of a credential helper: '" + name
                    + "'. Expected what follows docker-credential- in the name of a program, such as pass.");
        }
        this.program = "docker-credential-" + name;
        this.environment = environment;
        this.patience = patience;
    }

    /** The credential it has for this registry, if any. */
    Optional<Credential> get(String registry) throws IOException {
        Answer answer = run("get", AuthKey.of(registry));
        if (answer.exitCode != 0) {
            if (answer.out.contains("credentials not found") || answer.out.contains("no credentials server URL")) {
                return Optional.empty();
            }
            throw failed("get", registry, answer);
        }
        try {
            JsonObject json = Json.parse(answer.out.getBytes(StandardCharsets.UTF_8), "credential");
            return AuthFile.password(
                    json.text("Username").orElse(""), json.text("Secret").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new CredentialException(program + " did not answer with a credential for " + registry
                    + ". Run `docker login " + registry + "` to see what it says.");
        }
    }

    void store(String registry, Credential.Password credential) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ServerURL", AuthKey.of(registry));
        json.put("Username", credential.user());
        json.put("Secret", credential.secret());
        Answer answer = run("store", Json.text(json));
        if (answer.exitCode != 0) {
            throw failed("store", registry, answer);
        }
    }

    /** Returns whether it had one. */
    boolean erase(String registry) throws IOException {
        boolean there = get(registry).isPresent();
        Answer answer = run("erase", AuthKey.of(registry));
        if (there && answer.exitCode != 0) {
            throw failed("erase", registry, answer);
        }
        return there;
    }

    @Override
    public String toString() {
        return program;
    }

    private CredentialException failed(String action, String registry, Answer answer) {
        String said = answer.out.isBlank() || action.equals("get") ? answer.err : answer.out;
        String line = said.strip().lines().findFirst().orElse("it said nothing");
        return new CredentialException(program + " " + action + " for " + registry + " failed with exit code "
                + answer.exitCode + ": " + line + ". Check that it works, or take it out of Docker's config.json.");
    }

    private record Answer(int exitCode, String out, String err) {}

    private Answer run(String action, String input) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(resolved(), action);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new CredentialException(
                    "Cannot start " + program + ", which Docker's config.json names: it is not on PATH. Install it, or"
                            + " take credsStore or credHelpers out of that file.",
                    e);
        }
        var out = read(process.getInputStream());
        var err = read(process.getErrorStream());
        try (OutputStream in = process.getOutputStream()) {
            in.write((input + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended without reading; its exit code and its words tell more.
        }
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw tooSlow(action);
            }
            return new Answer(
                    process.exitValue(),
                    out.get(patience.toMillis(), TimeUnit.MILLISECONDS),
                    err.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw tooSlow(action);
        } catch (ExecutionException e) {
            throw new CredentialException(program + " " + action + ": its answer cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CredentialException(program + " " + action + " was interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Where {@code PATH} has the program: that of this process may be another than the one it was given. */
    private String resolved() {
        for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
            if (!folder.isEmpty()) {
                Path candidate = Path.of(folder, program);
                if (Files.isExecutable(candidate)) {
                    return candidate.toString();
                }
            }
        }
        return program;
    }

    private CredentialException tooSlow(String action) {
        return new CredentialException(program + " " + action + " did not answer within " + patience.toSeconds()
                + " s. It may wait for you to unlock something: run `" + program + " list` to see.");
    }

    private static CompletableFuture<String> read(InputStream in) {
        var result = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            try (in) {
                result.complete(new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8));
            } catch (IOException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}
