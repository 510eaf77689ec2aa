package dev.davit.bench.sample;

import dev.davit.bench.process.Folders;
import dev.davit.bench.process.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A Spring Boot web application in a folder of its own, under version control as a real one. */
public final class SampleApp {
    private static final List<String> THINGS = List.of(
            "Account",
            "Address",
            "Basket",
            "Category",
            "Customer",
            "Delivery",
            "Discount",
            "Invoice",
            "Offer",
            "Order",
            "Payment",
            "Product",
            "Review",
            "Supplier");
    private static final String PACKAGE_FOLDER = "src/main/java/com/example/shop";

    private final Path folder;
    private int edits;

    private SampleApp(Path folder) {
        this.folder = folder;
    }

    /** Writes the application into a folder, whose content it replaces. */
    public static SampleApp generate(Path folder) throws IOException {
        SampleApp app = new SampleApp(folder);
        Folders.delete(folder);
        // Else Maven finds the settings of the project around it.
        Files.createDirectories(folder.resolve(".mvn"));
        app.write("pom.xml", resource("pom.xml"));
        app.write("Dockerfile", resource("Dockerfile"));
        app.write(".dockerignore", resource("dockerignore"));
        app.write(".gitignore", "target/\n");
        app.write("src/main/resources/application.properties", "server.port=${PORT:8080}\n");
        app.write(PACKAGE_FOLDER + "/Application.java", """
                package com.example.shop;

                import org.springframework.boot.SpringApplication;
                import org.springframework.boot.autoconfigure.SpringBootApplication;

                @SpringBootApplication
                public class Application {
                    public static void main(String[] arguments) {
                        SpringApplication.run(Application.class, arguments);
                    }
                }
                """);
        app.writeHome("Hello World");
        for (String thing : THINGS) {
            app.writeThing(thing);
        }
        Program git = Program.of(folder, "git", "-c", "user.name=bench", "-c", "user.email=bench@example.com");
        git.and("init", "-q").run();
        git.and("add", ".").run();
        git.and("commit", "-q", "-m", "The shop").run();
        return app;
    }

    public Path folder() {
        return folder;
    }

    /** Changes one line of one file, in a way it never had before. */
    public void changeOneLine() throws IOException {
        edits++;
        writeHome("Hello World " + edits + "-" + System.nanoTime());
    }

    /** The size of what the application brings along besides itself, once {@code mvn package} ran. */
    public long dependencyBytes() throws IOException {
        try (var jar =
                new java.util.zip.ZipFile(folder.resolve("target/app.jar").toFile())) {
            return jar.stream()
                    .filter(entry -> entry.getName().startsWith("BOOT-INF/lib/"))
                    .mapToLong(java.util.zip.ZipEntry::getSize)
                    .sum();
        }
    }

    /** Writes one of its files, in the place of one that may be there. */
    public void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    private void writeHome(String greeting) throws IOException {
        write(PACKAGE_FOLDER + "/HomeController.java", """
                package com.example.shop;

                import org.springframework.web.bind.annotation.GetMapping;
                import org.springframework.web.bind.annotation.RestController;

                @RestController
                class HomeController {
                    @GetMapping("/")
                    String home() {
                        return "%s";
                    }
                }
                """.formatted(greeting));
    }

    private void writeThing(String thing) throws IOException {
        String small = thing.toLowerCase(Locale.ROOT);
        String name = PACKAGE_FOLDER + "/" + small + "/" + thing;
        write(name + ".java", """
                package com.example.shop.%2$s;

                public record %1$s(long id, String name, int amount) {
                    public %1$s {
                        if (amount < 0) {
                            throw new IllegalArgumentException("no amount of a %2$s: " + amount);
                        }
                    }
                }
                """.formatted(thing, small));
        write(name + "Service.java", """
                package com.example.shop.%2$s;

                import java.util.List;
                import java.util.Map;
                import java.util.Optional;
                import java.util.concurrent.ConcurrentHashMap;
                import org.springframework.stereotype.Service;

                @Service
                class %1$sService {
                    private final Map<Long, %1$s> all = new ConcurrentHashMap<>();

                    Optional<%1$s> find(long id) {
                        return Optional.ofNullable(all.get(id));
                    }

                    List<%1$s> some(int least) {
                        return all.values().stream().filter(it -> it.amount() >= least).sorted(
                                java.util.Comparator.comparingLong(%1$s::id)).toList();
                    }

                    %1$s keep(%1$s it) {
                        all.put(it.id(), it);
                        return it;
                    }
                }
                """.formatted(thing, small));
        write(name + "Controller.java", """
                package com.example.shop.%2$s;

                import java.util.List;
                import org.springframework.http.ResponseEntity;
                import org.springframework.web.bind.annotation.*;

                @RestController
                @RequestMapping("/%2$s")
                class %1$sController {
                    private final %1$sService service;

                    %1$sController(%1$sService service) {
                        this.service = service;
                    }

                    @GetMapping
                    List<%1$s> list(@RequestParam(defaultValue = "0") int least) {
                        return service.some(least);
                    }

                    @GetMapping("/{id}")
                    ResponseEntity<%1$s> get(@PathVariable long id) {
                        return ResponseEntity.of(service.find(id));
                    }

                    @PostMapping
                    %1$s post(@RequestBody %1$s it) {
                        return service.keep(it);
                    }
                }
                """.formatted(thing, small));
    }

    private static String resource(String name) {
        try (InputStream in = SampleApp.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not packed: " + name);
            }
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
