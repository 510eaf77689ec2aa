package dev.davit.build.java;

import dev.davit.build.layer.LayerPlan;
import dev.davit.build.runtime.RuntimeLayer;
import dev.davit.image.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The jars of an application's own parts, in files that are removed when this is closed. */
final class AppJars implements Closeable {
    static final String APP_JAR = RuntimeLayer.APP + "/app.jar";

    private final Path folder;
    private final List<Path> files = new ArrayList<>();

    AppJars(Path folder) {
        this.folder = folder;
    }

    LayerPlan plan(CompiledApplication app, ClassPathLayout layout, String main) throws IOException {
        LayerPlan plan = new LayerPlan();
        Map<String, String> manifest = new TreeMap<>(app.manifest());
        manifest.put("Main-Class", main);
        String others = layout.namedByApp();
        if (!others.isEmpty()) {
            manifest.put("Class-Path", others);
        }
        pack(APP_JAR, app.application().classes(), manifest, plan);
        for (var module : layout.modules().entrySet()) {
            pack(RuntimeLayer.APP + "/" + module.getKey(), module.getValue(), Map.of(), plan);
        }
        return plan;
    }

    private void pack(String path, Path classes, Map<String, String> manifest, LayerPlan plan) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(UUID.randomUUID() + ".jar");
        files.add(file);
        MessageDigest hash = Digest.newSha256();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), hash)) {
            AppJar.write(classes, manifest, out);
        }
        plan.file(path, file, Digest.of(hash.digest()), 0644);
    }

    @Override
    public void close() throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
