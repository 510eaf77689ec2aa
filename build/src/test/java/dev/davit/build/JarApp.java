package dev.davit.build;

import dev.davit.app.App;
import dev.davit.app.AppName;
import dev.davit.app.Base;
import dev.davit.app.ImageSpec;
import dev.davit.app.Place;
import dev.davit.image.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/** A web application in a jar of its own, which answers every request with 200. Made in a moment, without Maven. */
record JarApp(Path jar) {
    /** Makes one that greets so. */
    static JarApp in(Path folder, String greeting) throws IOException {
        Path source = Files.createDirectories(folder.resolve("src")).resolve("Main.java");
        Files.writeString(source, """
                import com.sun.net.httpserver.HttpServer;
                import java.net.InetSocketAddress;
                public class Main {
                    public static void main(String[] args) throws Exception {
                        int port = Integer.parseInt(System.getenv("PORT"));
                        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
                        byte[] answer = ("%s " + System.getProperty("java.home")).getBytes();
                        server.createContext("/", exchange -> {
                            exchange.sendResponseHeaders(200, answer.length);
                            exchange.getResponseBody().write(answer);
                            exchange.close();
                        });
                        server.start();
                    }
                }
                """.formatted(greeting));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "25", "-d", classes.toString(), source.toString());
        if (result != 0) {
            throw new IOException("javac ended with " + result);
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        Path jar = folder.resolve("web.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            entries.putNextEntry(new ZipEntry("Main.class"));
            entries.write(Files.readAllBytes(classes.resolve("Main.class")));
        }
        return new JarApp(jar);
    }

    /** The app on a base, as if its description named that in line 3. */
    App on(String base, String... platforms) {
        Path description = jar.resolveSibling("davit.yaml");
        Base origin = new Base(
                Base.Origin.parse(base, jar.resolveSibling(".")),
                List.of(platforms).stream().map(Platform::parse).toList(),
                Optional.of(new Place(description, 3, 9)));
        return App.ofDefaults(new AppName("web"), ImageSpec.ofSource(jar).on(origin));
    }
}
