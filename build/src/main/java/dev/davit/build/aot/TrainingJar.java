package dev.davit.build.aot;

import dev.davit.build.training.TrainingRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
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

    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

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
            put(zip, JarFile.MANIFEST_NAME, manifest(classPath));
            put(zip, name, in.readAllBytes());
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

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
