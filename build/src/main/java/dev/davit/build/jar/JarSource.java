package dev.davit.build.jar;

import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.fingerprint.Watched;
import dev.davit.build.java.ApplicationSource;
import dev.davit.build.java.CompiledApplication;
import dev.davit.build.java.CompiledApplication.About;
import dev.davit.build.java.CompiledApplication.Part;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;

/** A jar file: a plain one, whose manifest may name libraries beside it, or a Spring Boot one that holds them. */
public final class JarSource implements ApplicationSource {
    private final Path jar;
    private final Attributes manifest;
    private final Path cache;

    private JarSource(Path jar, Attributes manifest, Path cache) {
        this.jar = jar;
        this.manifest = manifest;
        this.cache = cache;
    }

    /**
     * The application in this file, if it is named as a jar.
     *
     * @param cache where jars are taken apart
     */
    public static Optional<JarSource> find(Path file, Path cache) throws IOException {
        if (!Files.isRegularFile(file) || !file.getFileName().toString().endsWith(".jar")) {
            return Optional.empty();
        }
        try (JarFile open = new JarFile(file.toFile())) {
            Manifest manifest = open.getManifest();
            return Optional.of(
                    new JarSource(file, manifest == null ? new Attributes() : manifest.getMainAttributes(), cache));
        } catch (ZipException e) {
            throw Failure.of(Failure.Category.BUILD, file + " is no jar that can be read: " + e.getMessage())
                    .causedBy(e)
                    .withFix("build the jar again");
        }
    }

    @Override
    public String description() {
        return (isSpringBoot() ? "Spring Boot jar " : "jar ") + jar;
    }

    @Override
    public Path folder() {
        return jar.resolveSibling(".").normalize();
    }

    @Override
    public Path tree() {
        return folder();
    }

    @Override
    public Watched inputs() throws IOException {
        List<Path> files = new ArrayList<>(libraries());
        files.add(jar);
        return Watched.of(List.of(), files);
    }

    @Override
    public CompiledApplication compile(Progress.Step step) throws IOException {
        String name = jar.getFileName().toString().replaceAll("\\.jar$", "");
        About about = new About(value("Implementation-Version"), Optional.empty(), Optional.empty());
        Map<String, String> attributes = new TreeMap<>();
        manifest.forEach((key, value) -> attributes.put(key.toString(), value.toString()));
        List.of("Class-Path", "Main-Class", "Manifest-Version").forEach(attributes::remove);
        if (isSpringBoot()) {
            step.update("taking " + jar.getFileName() + " apart");
            SpringBootJar parts = SpringBootJar.takeApart(jar, cache);
            attributes.keySet().removeIf(key -> key.startsWith("Spring-Boot-") || key.equals("Start-Class"));
            return new CompiledApplication(
                    List.of(new Part(name, parts.classes())),
                    parts.libraries(),
                    value("Start-Class"),
                    attributes,
                    about,
                    Watched.of(List.of(), withJar(parts.libraries())));
        }
        for (Path library : libraries()) {
            if (!Files.isRegularFile(library)) {
                throw Failure.of(
                                Failure.Category.BUILD,
                                jar + " names " + library + " in its Class-Path, and no such" + " file is there")
                        .withFix("put the library there, or build the jar's project instead");
            }
        }
        return new CompiledApplication(
                List.of(new Part(name, jar)), libraries(), value("Main-Class"), attributes, about, inputs());
    }

    private boolean isSpringBoot() {
        return value("Start-Class").isPresent() && value("Spring-Boot-Classes").isPresent();
    }

    private List<Path> libraries() {
        return value("Class-Path").stream()
                .flatMap(text -> List.of(text.strip().split("\\s+")).stream())
                .filter(text -> !text.isEmpty())
                .map(this::library)
                .distinct()
                .toList();
    }

    private Path library(String url) {
        URI uri = jar.toUri().resolve(url);
        if (!"file".equals(uri.getScheme())) {
            throw Failure.of(Failure.Category.BUILD, jar + " names " + url + " in its Class-Path, which is no file")
                    .withFix("give the jar its libraries as files");
        }
        return Path.of(uri);
    }

    private List<Path> withJar(List<Path> libraries) {
        List<Path> files = new ArrayList<>(libraries);
        files.add(jar);
        return files;
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(manifest.getValue(name));
    }
}
