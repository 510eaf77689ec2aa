package dev.davit.build.fingerprint;

import dev.davit.build.fingerprint.Fingerprint.Known;
import dev.davit.image.Digest;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** How a fingerprint is kept in a file. Numbers first, then texts as length and UTF-8. */
final class FingerprintFormat {
    private static final int SHA256_BYTES = 32;
    private static final int LONGEST_TEXT = 1 << 20;

    private FingerprintFormat() {}

    static void write(Watched watched, DataOutput out) throws IOException {
        write(watched.folders(), out);
        write(watched.files(), out);
        write(watched.without(), out);
    }

    static Watched readWatched(DataInput in) throws IOException {
        return new Watched(readPaths(in), readPaths(in), readPaths(in));
    }

    static void write(SortedMap<Path, SortedMap<String, Known>> roots, DataOutput out) throws IOException {
        out.writeInt(roots.size());
        for (var root : roots.entrySet()) {
            writeText(root.getKey().toString(), out);
            out.writeInt(root.getValue().size());
            for (var file : root.getValue().entrySet()) {
                Stamp stamp = file.getValue().stamp();
                out.writeLong(stamp.size());
                out.writeLong(stamp.modified());
                out.writeLong(stamp.changed());
                out.writeLong(stamp.inode());
                out.write(HexFormat.of().parseHex(file.getValue().digest().hex()));
                writeText(file.getKey(), out);
            }
        }
    }

    static SortedMap<Path, SortedMap<String, Known>> readRoots(DataInput in) throws IOException {
        SortedMap<Path, SortedMap<String, Known>> roots = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            Path root = Path.of(readText(in));
            SortedMap<String, Known> files = new TreeMap<>();
            for (int more = in.readInt(); more > 0; more--) {
                Stamp stamp = new Stamp(in.readLong(), in.readLong(), in.readLong(), in.readLong());
                byte[] hash = new byte[SHA256_BYTES];
                in.readFully(hash);
                files.put(readText(in), new Known(stamp, Digest.of(hash)));
            }
            roots.put(root, files);
        }
        return roots;
    }

    private static void write(SortedSet<Path> paths, DataOutput out) throws IOException {
        out.writeInt(paths.size());
        for (Path path : paths) {
            writeText(path.toString(), out);
        }
    }

    private static SortedSet<Path> readPaths(DataInput in) throws IOException {
        SortedSet<Path> paths = new TreeSet<>();
        for (int left = in.readInt(); left > 0; left--) {
            paths.add(Path.of(readText(in)));
        }
        return paths;
    }

    private static void writeText(String text, DataOutput out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST_TEXT) {
            throw new IOException("a text of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
