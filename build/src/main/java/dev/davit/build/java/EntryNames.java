package dev.davit.build.java;

import dev.davit.build.fingerprint.Fingerprint;
import dev.davit.build.java.CompiledApplication.Part;
import dev.davit.build.layer.AtomicFile;
import dev.davit.image.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;

/**
 * Tells whether an application and its libraries have names in common, since then their order on the class path matters.
 * The names in a set of libraries are read once, and kept as the sorted beginnings of their digests.
 */
final class EntryNames {
    private static final String FORMAT = "davit-names-1";
    /** What nobody looks up by its name, or where one is as good as another. */
    private static final Pattern INDIFFERENT = Pattern.compile(
            "META-INF/(MANIFEST\\.MF|INDEX\\.LIST|maven/.*|[^/]+\\.(SF|RSA|DSA|EC)|(LICENSE|NOTICE|DEPENDENCIES)[^/]*)"
                    + "|(META-INF/versions/\\d+/)?module-info\\.class|.*/|(LICENSE|NOTICE)[^/]*");

    private final Path folder;

    EntryNames(Path folder) {
        this.folder = folder;
    }

    /** Whether no name in the application's parts is that of something in a library too. */
    boolean disjoint(CompiledApplication app, Fingerprint files) throws IOException {
        long[] taken = ofLibraries(app, files);
        for (Part part : app.parts()) {
            try (ClassTree tree = new ClassTree(part.classes())) {
                for (String name : tree.files().keySet()) {
                    if (matters(name) && Arrays.binarySearch(taken, mark(name)) >= 0) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private long[] ofLibraries(CompiledApplication app, Fingerprint files) throws IOException {
        StringBuilder all = new StringBuilder(FORMAT);
        app.libraries().forEach(library -> all.append('\n').append(files.digestOf(library)));
        Path note = folder.resolve(
                Digest.sha256(all.toString().getBytes(StandardCharsets.UTF_8)).hex());
        Optional<long[]> known = read(note);
        if (known.isPresent()) {
            return known.get();
        }
        LongStream.Builder marks = LongStream.builder();
        for (Path library : app.libraries()) {
            try (JarFile jar = new JarFile(library.toFile(), false)) {
                for (Enumeration<? extends ZipEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                    String name = entries.nextElement().getName();
                    if (matters(name)) {
                        marks.add(mark(name));
                    }
                }
            }
        }
        long[] sorted = marks.build().sorted().toArray();
        ByteBuffer bytes = ByteBuffer.allocate(sorted.length * Long.BYTES);
        bytes.asLongBuffer().put(sorted);
        AtomicFile.write(note, bytes.array());
        return sorted;
    }

    private static Optional<long[]> read(Path note) throws IOException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(note));
            long[] marks = new long[bytes.remaining() / Long.BYTES];
            bytes.asLongBuffer().get(marks);
            return Optional.of(marks);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static boolean matters(String name) {
        return !INDIFFERENT.matcher(name).matches();
    }

    private static long mark(String name) {
        return ByteBuffer.wrap(Digest.newSha256().digest(name.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }
}
