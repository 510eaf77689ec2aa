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
 * Goes through the life of a small service with commands and an agent in this one process, in folders of its own, while
 * the JVM records an ahead-of-time cache (JEP 514). Only the build cache is the user's: the Java runtime that is linked
 * for the small service is the one that most others get too.
 */
public final class Training {
    private Training() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("davit-training");
        try {
            Path description = describeGreeter(folder);
            Map<String, String> environment = new TreeMap<>(System.getenv());
            environment.put("XDG_DATA_HOME", folder.resolve("data").toString());
            environment.put("XDG_STATE_HOME", folder.resolve("state").toString());
            environment.put("XDG_RUNTIME_DIR", folder.resolve("run").toString());
            Session session = new Session(environment, Terminal.out(environment), Terminal.err(environment));
            run(session, "version");
            run(session, "--help");
            Thread agent = Thread.ofPlatform().start(() -> run(session, "agent", "run"));
            int port = freePort();
            String file = description.toString();
            for (int i = 0; i < 2; i++) {
                run(session, "up", "-d", "-f", file, "--runtime", "process", "--publish", Integer.toString(port));
            }
            run(session, "ps", "-f", file);
            run(session, "ps", "-f", file, "--output", "json");
            run(session, "logs", "--file", file);
            run(session, "down", "-f", file);
            agent.join(30_000);
        } finally {
            delete(folder);
        }
        // The agent's last threads need not end for the cache to be written.
        System.exit(0);
    }

    private static void run(Session session, String... arguments) {
        Davit.commandLine(session).execute(arguments);
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
