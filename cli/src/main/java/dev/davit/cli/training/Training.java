package dev.davit.cli.training;

import dev.davit.cli.Main;
import dev.davit.cli.command.Session;
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
 * ahead-of-time cache (JEP 514). A JVM takes in all of its cache at its start, so there are two: one of short commands
 * only, and one of those that may build, with the compiler and the registry client. What a first {@code up} does is left
 * to another process, and the agent records a cache of its own. Only the build cache is the user's: the Java runtime
 * that is linked for the small service is the one that most others get.
 */
public final class Training {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Path folder;
    private final Map<String, String> environment = new TreeMap<>(System.getenv());
    private final String file;

    private Training(Path folder) throws IOException {
        this.folder = folder;
        environment.put("XDG_DATA_HOME", folder.resolve("data").toString());
        environment.put("XDG_STATE_HOME", folder.resolve("state").toString());
        environment.put("XDG_RUNTIME_DIR", folder.resolve("run").toString());
        describeGreeter("1");
        file = Files.writeString(folder.resolve("davit.yaml"), "name: greeter\nimage: {build: greeter.jar}\ncount: 1\n")
                .toString();
    }

    /** Takes {@code short} or {@code build}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        endAfter(LIMIT);
        Path folder = Files.createTempDirectory("davit-training");
        try {
            Training training = new Training(folder);
            if (args.length > 0 && args[0].equals("build")) {
                training.build();
            } else {
                training.live(true);
            }
        } finally {
            delete(folder);
        }
    }

    private void live(boolean recordAgent) throws IOException, InterruptedException {
        List<String> up =
                List.of("up", "-d", "-f", file, "--runtime", "process", "--publish", Integer.toString(freePort()));
        runInOtherProcess(recordAgent, up);
        run("version");
        run(up.toArray(String[]::new));
        run("ps", "-f", file);
        run("ps", "-f", file, "--output", "json");
        run("logs", "--file", file);
        run("down", "-f", file);
    }

    private void build() throws IOException, InterruptedException {
        live(false);
        try (TrainingRegistry registry = new TrainingRegistry()) {
            describeGreeter("2");
            run("push", "-f", file, registry.repository());
            run("push", "-f", file, registry.repository());
            run("push", "-q", "-f", file, registry.repository());
        }
        run("build", "-f", describeMavenProject());
        SmallCompilation.run(Files.createDirectory(folder.resolve("classes")));
    }

    private void runInOtherProcess(boolean recordAgent, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + Session.HOME + "=" + System.getProperty(Session.HOME),
                "-D" + Session.VERSION + "=" + System.getProperty(Session.VERSION),
                "-D" + Session.RECORD_AGENT + "=" + recordAgent,
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

    private void run(String... arguments) {
        Main.run(environment, arguments);
    }

    private void describeGreeter(String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Greeter.class.getName());
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        String classFile = Greeter.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve("greeter.jar")), manifest);
                InputStream in = Greeter.class.getResourceAsStream("/" + classFile)) {
            jar.putNextEntry(new ZipEntry(classFile));
            Objects.requireNonNull(in, classFile).transferTo(jar);
        }
    }

    /** A project whose Maven does nothing: what matters is how Davit reads it. */
    private String describeMavenProject() throws IOException {
        Path project = Files.createDirectories(folder.resolve("project"));
        Files.writeString(project.resolve("mvnw"), "exit 1\n");
        Files.writeString(
                project.resolve("pom.xml"),
                "<project><parent><artifactId>a</artifactId></parent><artifactId>b</artifactId><url>u</url></project>");
        return Files.writeString(project.resolve("davit.yaml"), "name: project\n")
                .toString();
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
