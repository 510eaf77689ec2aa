package dev.davit.build.layer;

import dev.davit.image.Digest;
import dev.davit.image.layer.LayerBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What goes into a layer, with a key that tells it from every other plan. For one thread at a time. */
public final class LayerPlan {
    /** Goes into every key; another number makes all layers again. */
    private static final String FORMAT = "davit-layer-2";

    private final LayerBuilder builder = new LayerBuilder();
    private final MessageDigest hash = Digest.newSha256();
    private final SortedMap<String, Digest> files = new TreeMap<>();
    private final SortedMap<String, Path> trees = new TreeMap<>();
    private boolean told = true;

    public LayerPlan() {
        note(FORMAT);
    }

    /** Adds a file whose content has this digest. */
    public LayerPlan file(String path, Path source, Digest content, int mode) {
        builder.addFile(path, source, mode);
        files.put(path, content);
        return note("file", path, content.toString(), Integer.toOctalString(mode));
    }

    public LayerPlan bytes(String path, byte[] content, int mode) {
        Digest digest = Digest.sha256(content);
        builder.addBytes(path, content, mode);
        files.put(path, digest);
        return note("file", path, digest.toString(), Integer.toOctalString(mode));
    }

    public LayerPlan text(String path, String content) {
        return bytes(path, content.getBytes(StandardCharsets.UTF_8), 0644);
    }

    public LayerPlan folder(String path, int mode) {
        builder.addDirectory(path, mode);
        return note("folder", path, Integer.toOctalString(mode));
    }

    public LayerPlan link(String path, String target) {
        builder.addSymlink(path, target);
        return note("link", path, target);
    }

    /** Adds a folder with all below it, which is told by its identity from every other content it might have. */
    public LayerPlan tree(String path, Path folder, String identity) throws IOException {
        builder.addTree(path, folder);
        trees.put(path, folder);
        return note("tree", path, identity);
    }

    /** Adds all entries of an archive whose bytes have this digest. */
    public LayerPlan archive(Path archive, Digest content) throws IOException {
        builder.addArchive("/", archive);
        told = false;
        return note("archive", content.toString());
    }

    /** Tells this plan from every other one. */
    public Digest key() throws IOException {
        try {
            return Digest.of(((MessageDigest) hash.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IOException("this Java platform cannot digest step by step", e);
        }
    }

    /** What goes into the layer, unless an archive does, whose files are not known here. */
    Optional<LayerContents> contents() {
        return told ? Optional.of(new LayerContents(files, trees)) : Optional.empty();
    }

    LayerBuilder builder() {
        return builder;
    }

    private LayerPlan note(String... words) {
        for (String word : words) {
            hash.update(word.getBytes(StandardCharsets.UTF_8));
            hash.update((byte) 0);
        }
        return this;
    }
}
