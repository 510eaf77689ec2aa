package dev.davit.cli.training;

import dev.davit.cli.command.Davit;
import dev.davit.cli.command.Session;
import dev.davit.cli.output.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Goes through the life of a small service, in folders of its own, while the JVM records what it loads for an
 * ahead-of-time cache (JEP 514). A JVM takes in all of its cache at its start, so this process records short commands
 * only: the first {@code up}, which builds, is left to another process, and the agent records a cache of its own. Only
 * the build cache is the user's: the Java runtime that is linked for the small service is the one that most others get.
 */
public final class Training {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private Training() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        endAfter(LIMIT);
        Path folder = Files.createTempDirectory("davit-training");
        try {
            String file = describeGreeter(folder).toString();
            Map<String, String> environment = new TreeMap<>(System.getenv());
            environment.put("XDG_DATA_HOME", folder.resolve("data").toString());
            environment.put("XDG_STATE_HOME", folder.resolve("state").toString());
            environment.put("XDG_RUNTIME_DIR", folder.resolve("run").toString());
            List<String> up =
                    List.of("up", "-d", "-f", file, "--runtime", "process", "--publish", Integer.toString(freePort()));
            runInOtherProcess(environment, up);
            run(environment, "version");
            run(environment, up.toArray(String[]::new));
            run(environment, "ps", "-f", file);
            run(environment, "ps", "-f", file, "--output", "json");
            run(environment, "logs", "--file", file);
            run(environment, "down", "-f", file);
        } finally {
            delete(folder);
        }
    }

    private static void runInOtherProcess(Map<String, String> environment, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + Session.HOME + "=" + System.getProperty(Session.HOME),
                "-D" + Session.VERSION + "=" + System.getProperty(Session.VERSION),
                "-D" + Session.RECORD_AGENT + "=true",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.davit.cli.Main"));
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        builder.environment().putAll(environment);
        builder.start().waitFor();
    }

    /** A build of Davit must not wait for a training that hangs: it goes on without a cache then. */
    private static void endAfter(Duration limit) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Thread.sleep(limit);
            } catch (InterruptedException _) {
                return;
            }
            System.err.println("the training did not end within " + limit);
            Runtime.getRuntime().halt(1);
        });
    }

    private static void run(Map<String, String> environment, String... arguments) {
        Davit.run(new Session(environment, Terminal.out(environment), Terminal.err(environment)), arguments);
    }

    private static Path describeGreeter(Path folder) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Greeter.class.getName());
        String classFile = Greeter.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve("greeter.jar")), manifest);
                InputStream in = Greeter.class.getResourceAsStream("/" + classFile)) {
            jar.putNextEntry(new ZipEntry(classFile));
            Objects.requireNonNull(in, classFile).transferTo(jar);
        }
        return Files.writeString(
                folder.resolve("davit.yaml"), "name: greeter\nimage: {build: greeter.jar}\ncount: 1\n");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(folder)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
