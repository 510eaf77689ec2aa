package dev.davit.cli.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./davit} with a state of its own; images and build caches are shared by the tests, as by a user's projects. */
final class Program {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path CACHES = Path.of("target/program").toAbsolutePath();

    /** What a command printed and how it ended. */
    record Result(int exitCode, String out, String err) {
        Result succeeded() {
            assertThat(exitCode).as("exit code\n" + out + "\n" + err).isZero();
            return this;
        }

        Result failedWith(int expected) {
            assertThat(exitCode).as("exit code\n" + out + "\n" + err).isEqualTo(expected);
            return this;
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    private final Path project;
    private final Map<String, String> environment = new TreeMap<>();

    /**
     * Prepares a program.
     *
     * @param project the folder that commands are run in
     * @param state holds state and socket
     */
    Program(Path project, Path state) {
        assumeTrue(
                Files.exists(ROOT.resolve("target/davit/current")),
                "davit has not been built yet: run ./davit version, or ./check");
        this.project = project;
        environment.put("XDG_DATA_HOME", CACHES.resolve("data").toString());
        environment.put("XDG_CACHE_HOME", CACHES.resolve("cache").toString());
        environment.put("XDG_STATE_HOME", state.toString());
        environment.put("XDG_RUNTIME_DIR", state.resolve("run").toString());
    }

    /** The same program with one more variable in its environment. */
    Program with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Result run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("davit").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
        builder.environment().putAll(environment);
        builder.environment().remove("CI");
        try {
            Path errors = Files.createTempFile("davit-test", ".err");
            Process process = builder.redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            Result result = new Result(process.exitValue(), out.strip(), Files.readString(errors));
            Files.delete(errors);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Copies what of this repository makes the {@code hello} application, with another greeting if wanted. */
    static Path copyOfHello(Path target) throws IOException {
        List<Path> wanted = new ArrayList<>(List.of(ROOT.resolve("pom.xml"), ROOT.resolve("davit.yaml")));
        try (Stream<Path> modules = Files.list(ROOT)) {
            modules.map(module -> module.resolve("pom.xml"))
                    .filter(Files::exists)
                    .forEach(wanted::add);
        }
        try (Stream<Path> sources = Files.walk(ROOT.resolve("hello/src/main"))) {
            sources.filter(Files::isRegularFile).forEach(wanted::add);
        }
        for (Path file : wanted) {
            Path copy = target.resolve(ROOT.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
        return target;
    }
}
