package dev.davit.build.jar;

import dev.davit.app.Failure;
import dev.davit.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** A Spring Boot jar taken apart in a folder that is kept for the next time. */
record SpringBootJar(Path classes, List<Path> libraries) {
    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String LIBRARIES = "BOOT-INF/lib/";
    private static final String INDEX = "BOOT-INF/classpath.idx";

    SpringBootJar {
        libraries = List.copyOf(libraries);
    }

    static SpringBootJar takeApart(Path jar, Path cache) throws IOException {
        Path folder = cache.resolve(digest(jar).hex());
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(cache);
            Path passing = cache.resolve(folder.getFileName() + "." + UUID.randomUUID() + ".part");
            Files.createDirectories(passing.resolve(CLASSES));
            extract(jar, passing);
            try {
                Files.move(passing, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
                // Another build was faster with the same jar; this copy is left to the next clean-up of the cache.
            }
        }
        return new SpringBootJar(folder.resolve(CLASSES), libraries(jar, folder));
    }

    private static void extract(Path jar, Path folder) throws IOException {
        try (JarFile open = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(open.entries())) {
                String name = entry.getName();
                if (!entry.isDirectory() && (name.startsWith(CLASSES) || name.startsWith(LIBRARIES))) {
                    Path file = folder.resolve(name).normalize();
                    if (!file.startsWith(folder)) {
                        throw Failure.of(Failure.Category.BUILD, jar + " holds " + name + ", which leads out of it")
                                .withFix("use another jar: this one was made to do harm");
                    }
                    Files.createDirectories(file.resolveSibling("."));
                    try (InputStream in = open.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                }
            }
        }
    }

    /** In the order of the jar's class path index, or else in that of its entries, which the launcher follows. */
    private static List<Path> libraries(Path jar, Path folder) throws IOException {
        try (JarFile open = new JarFile(jar.toFile())) {
            List<String> names = new ArrayList<>();
            JarEntry index = open.getJarEntry(INDEX);
            if (index != null) {
                try (InputStream in = open.getInputStream(index)) {
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> line.replaceAll("^- \"|\"$", ""))
                            .forEach(names::add);
                }
            }
            open.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith(LIBRARIES))
                    .forEach(names::add);
            return names.stream()
                    .distinct()
                    .map(folder::resolve)
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    private static Digest digest(Path jar) throws IOException {
        try (InputStream in = Files.newInputStream(jar)) {
            return Digest.sha256(in);
        }
    }
}
