package dev.davit.build.aot;

import dev.davit.build.layer.StoredEntry;
import dev.davit.build.training.TrainingRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipOutputStream;

/**
 * The jar at the head of each Java image's class path. It holds the class that starts the application when a cache is
 * trained, since the class path of a cache has to be the beginning of the one it is used with.
 */
public final class TrainingJar {
    /** Its path when it also names all libraries, which the application then follows. */
    public static final String LIBRARIES = "/app/libraries.jar";

    /** Its path when the application comes before its libraries. */
    public static final String ALONE = "/app/training.jar";

    private TrainingJar() {}

    /**
     * The same bytes each time.
     *
     * @param classPath value of the manifest's {@code Class-Path}, or nothing
     */
    public static byte[] bytes(String classPath) {
        String name = TrainingRun.class.getName().replace('.', '/') + ".class";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                InputStream in = Objects.requireNonNull(TrainingRun.class.getResourceAsStream("/" + name))) {
            StoredEntry.put(zip, JarFile.MANIFEST_NAME, manifest(classPath));
            StoredEntry.put(zip, name, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] manifest(String classPath) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!classPath.isEmpty()) {
            manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        return bytes.toByteArray();
    }
}
