package dev.davit.build.sbom;

import dev.davit.build.layer.LayerContents;
import dev.davit.build.runtime.RuntimeLayer;
import dev.davit.image.Digest;
import dev.davit.image.Layer;
import dev.davit.image.rootfs.LayerFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks through one layer: jars, a Java runtime, and files of the system. For one layer and one thread. */
final class LayerScan {
    private static final String LIBRARIES = RuntimeLayer.APP + "/lib/";
    private static final String RELEASE = RuntimeLayer.HOME + "/release";

    private final JarComponents jars;
    private final JavaRuntime java;
    private final SystemFiles system;
    private final Path work;
    private final List<Map<String, Object>> libraries = new ArrayList<>();
    private final SortedMap<String, Digest> files = new TreeMap<>();
    private @Nullable String release;
    private boolean ofThisJdk;

    /** @param work an existing folder for passing files */
    LayerScan(JarComponents jars, JavaRuntime java, SystemFiles system, Path work) {
        this.jars = jars;
        this.java = java;
        this.system = system;
        this.work = work;
    }

    /** The components of a layer, as a bill has them. */
    List<Map<String, Object>> components(Layer layer) throws IOException {
        LayerFiles.read(layer, this::file);
        return components();
    }

    /**
     * The same, from what the layer was made of, which costs less than reading the layer; nothing when that is not all here
     * any more.
     */
    Optional<List<Map<String, Object>>> components(LayerContents contents) throws IOException {
        for (var file : contents.files().entrySet()) {
            String path = file.getKey();
            Digest content = file.getValue();
            if (path.startsWith(LIBRARIES)) {
                Optional<Path> library = jars.find(content);
                if (library.isEmpty()) {
                    return Optional.empty();
                }
                libraries.add(jars.of(path, content, Jar.read(library.get())));
            } else if (path.endsWith(".jar")) {
                libraries.add(jars.of(path, content, Jar.SILENT));
            } else if (isOfSystem(path)) {
                files.put(path, content);
            }
        }
        Path home = contents.trees().get(RuntimeLayer.HOME);
        if (home != null) {
            Path said = home.resolve("release");
            if (!Files.isRegularFile(said)) {
                return Optional.empty();
            }
            release = Files.readString(said);
            ofThisJdk = java.isFrom(home.resolve(JavaRuntime.MACHINE.substring(1)));
        }
        return Optional.of(components());
    }

    private List<Map<String, Object>> components() throws IOException {
        List<Map<String, Object>> components = new ArrayList<>(libraries);
        if (release != null) {
            components.add(java.component(RuntimeLayer.HOME, release, ofThisJdk));
        }
        components.addAll(system.components(files));
        return components;
    }

    private void file(String path, InputStream content) throws IOException {
        if (path.equals(RELEASE)) {
            release = new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } else if (path.equals(RuntimeLayer.HOME + JavaRuntime.MACHINE)) {
            ofThisJdk = java.isFrom(digest(content, OutputStream.nullOutputStream()));
        } else if (path.endsWith(".jar") && !path.startsWith(RuntimeLayer.HOME + "/")) {
            libraries.add(jar(path, content));
        } else if (isOfSystem(path)) {
            files.put(path, digest(content, OutputStream.nullOutputStream()));
        }
    }

    private static boolean isOfSystem(String path) {
        return !path.startsWith(RuntimeLayer.HOME + "/") && !path.startsWith(RuntimeLayer.APP + "/");
    }

    private Map<String, Object> jar(String path, InputStream content) throws IOException {
        Path file = Files.createTempFile(work, "library", ".jar");
        try {
            Digest digest = digest(content, Files.newOutputStream(file));
            return jars.of(path, digest, Jar.read(file));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static Digest digest(InputStream content, OutputStream to) throws IOException {
        MessageDigest hash = Digest.newSha256();
        try (OutputStream out = new DigestOutputStream(to, hash)) {
            content.transferTo(out);
        }
        return Digest.of(hash.digest());
    }
}
