package dev.davit.build.fingerprint;

import dev.davit.image.Digest;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the watched files held at one moment. Content is read again only for files whose size, times or inode are not
 * those of an earlier fingerprint, or that changed within {@link #RACY} before that one was taken.
 */
public final class Fingerprint {
    /** The coarsest time stamps that file systems in use have. */
    static final Duration RACY = Duration.ofSeconds(2);

    /** A file whose content is known; {@code digest} is that of a broken link's target for such a link. */
    record Known(Stamp stamp, Digest digest) {}

    private final Watched watched;
    private final long taken;
    private final SortedMap<Path, SortedMap<String, Known>> roots;
    private int read;

    private Fingerprint(Watched watched, long taken, SortedMap<Path, SortedMap<String, Known>> roots) {
        this.watched = watched;
        this.taken = taken;
        this.roots = roots;
    }

    /** Reads the watched files, as far as an earlier fingerprint does not know them. */
    public static Fingerprint take(Watched watched, @Nullable Fingerprint earlier, Instant now) throws IOException {
        Fingerprint result = new Fingerprint(watched, nanos(now), new TreeMap<>());
        result.readMissing(earlier);
        return result;
    }

    /**
     * The fingerprint of other files at the same moment: of files that this one knows it keeps what they held then, even
     * if they changed since; the others are read now, as far as the earlier fingerprint does not know them.
     */
    public Fingerprint of(Watched other, @Nullable Fingerprint earlier) throws IOException {
        Fingerprint result = new Fingerprint(other, taken, new TreeMap<>());
        roots.forEach((root, files) -> {
            if (other.folders().contains(root) || other.files().contains(root)) {
                SortedMap<String, Known> kept = new TreeMap<>(files);
                kept.keySet()
                        .removeIf(name -> other.without().stream()
                                .anyMatch(folder -> Path.of(name).startsWith(folder)));
                result.roots.put(root, kept);
            }
        });
        result.readMissing(earlier);
        return result;
    }

    public Watched watched() {
        return watched;
    }

    /** How many files' content had to be read. */
    public int filesRead() {
        return read;
    }

    public int files() {
        return roots.values().stream().mapToInt(Map::size).sum();
    }

    /** Whether the same files hold the same. */
    public boolean hasContentOf(Fingerprint other) {
        return watched.equals(other.watched)
                && roots.keySet().equals(other.roots.keySet())
                && roots.entrySet().stream()
                        .allMatch(root ->
                                same(root.getValue(), other.roots.getOrDefault(root.getKey(), new TreeMap<>())));
    }

    private static boolean same(SortedMap<String, Known> one, SortedMap<String, Known> two) {
        if (one.size() != two.size()) {
            return false;
        }
        Iterator<Map.Entry<String, Known>> others = two.entrySet().iterator();
        for (Map.Entry<String, Known> file : one.entrySet()) {
            Map.Entry<String, Known> other = others.next();
            if (!file.getKey().equals(other.getKey())
                    || !file.getValue().digest().equals(other.getValue().digest())) {
                return false;
            }
        }
        return true;
    }

    /** The files that hold something else than then, appeared or went. */
    public Set<Path> filesChangedSince(Fingerprint other) {
        Map<String, Digest> old = other.contentByFile();
        Map<String, Digest> now = contentByFile();
        return Stream.concat(old.keySet().stream(), now.keySet().stream())
                .filter(file -> !Objects.equals(old.get(file), now.get(file)))
                .map(Path::of)
                .collect(Collectors.toSet());
    }

    /** The digest of what is watched with what it holds. */
    public Digest content() {
        MessageDigest hash = Digest.newSha256();
        hash.update(watched.toString().getBytes(StandardCharsets.UTF_8));
        roots.forEach((root, files) -> {
            hash.update((root + "\n").getBytes(StandardCharsets.UTF_8));
            files.forEach((file, known) ->
                    hash.update((file + "\0" + known.digest() + "\n").getBytes(StandardCharsets.UTF_8)));
        });
        return Digest.of(hash.digest());
    }

    /** The digest of a watched single file's content. */
    public Digest digestOf(Path file) {
        Known known = roots.getOrDefault(file, new TreeMap<>()).get(file.toString());
        if (known == null) {
            throw new NoSuchElementException(file + " does not exist or is not watched");
        }
        return known.digest();
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(taken);
        FingerprintFormat.write(watched, out);
        FingerprintFormat.write(roots, out);
    }

    public static Fingerprint read(DataInput in) throws IOException {
        long taken = in.readLong();
        return new Fingerprint(FingerprintFormat.readWatched(in), taken, FingerprintFormat.readRoots(in));
    }

    private void readMissing(@Nullable Fingerprint earlier) throws IOException {
        for (Path folder : watched.folders()) {
            if (!roots.containsKey(folder)) {
                SortedMap<String, Known> files = new TreeMap<>();
                Map<String, Known> before =
                        earlier == null ? Map.of() : earlier.roots.getOrDefault(folder, new TreeMap<>());
                new FolderWalk(watched, (path, stamp) -> add(files, path, stamp, before, earlier)).walk(folder);
                roots.put(folder, files);
            }
        }
        for (Path file : watched.files()) {
            if (!roots.containsKey(file)) {
                roots.put(file, readFile(file, earlier));
            }
        }
    }

    private SortedMap<String, Known> readFile(Path file, @Nullable Fingerprint earlier) throws IOException {
        SortedMap<String, Known> files = new TreeMap<>();
        Map<String, Known> before = earlier == null ? Map.of() : earlier.roots.getOrDefault(file, new TreeMap<>());
        try {
            Stamp.Entry entry = Stamp.read(file);
            if (entry.isFile()) {
                add(files, file, entry.stamp(), before, earlier);
            }
        } catch (FileSystemException e) {
            // That it is not there is what is known of it; one of its folders may have become a file.
            if (Files.exists(file)) {
                throw e;
            }
        }
        return files;
    }

    private void add(
            SortedMap<String, Known> files,
            Path file,
            Stamp stamp,
            Map<String, Known> before,
            @Nullable Fingerprint earlier)
            throws IOException {
        String name = file.toString();
        Known known = before.get(name);
        if (known != null
                && earlier != null
                && known.stamp().equals(stamp)
                && !stamp.isRacy(earlier.taken, RACY.toNanos())) {
            files.put(name, known);
            return;
        }
        read++;
        try {
            files.put(name, new Known(stamp, Stamp.digest(file)));
        } catch (NoSuchFileException e) {
            // It went while it was about to be read.
        }
    }

    private Map<String, Digest> contentByFile() {
        Map<String, Digest> contents = new HashMap<>();
        roots.values().forEach(files -> files.forEach((file, known) -> contents.put(file, known.digest())));
        return contents;
    }

    private static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
    }
}
