package dev.davit.image.rootfs;

import dev.davit.image.Layer;
import dev.davit.image.layer.LayerException;
import dev.davit.image.layer.LayerLimits;
import dev.davit.image.layer.LayerReader;
import dev.davit.image.tar.EntryStream;
import dev.davit.image.tar.TarException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.jspecify.annotations.Nullable;

/**
 * The files that an image has once all its layers are applied, told from the layers without unpacking them. Immutable.
 */
public final class ImageFiles {
    private static final int MOST_LINKS = 40;
    private static final long LARGEST_KEPT = 16 << 20;

    /** No files. */
    public static final ImageFiles NONE = new ImageFiles(new Node(Kind.DIRECTORY, "", 0));

    private final Node root;

    private ImageFiles(Node root) {
        this.root = root;
    }

    /**
     * Reads the layers of an image, lowest first.
     *
     * @param keep tells by its path, such as {@code /etc/passwd}, whether the content of a file is kept; not more than
     *     16 MiB of one
     * @throws UnpackException when a layer is damaged or has a name that leads out of the image
     */
    public static ImageFiles of(List<Layer> layers, Predicate<String> keep) throws IOException {
        Reader reader = new Reader(keep);
        for (Layer layer : layers) {
            reader.read(layer);
        }
        return new ImageFiles(reader.root);
    }

    /** The real path of a file, links followed as the image's own system does; none when there is no such file. */
    public Optional<String> file(String path) {
        return find(path).filter(found -> found.node().kind == Kind.FILE).map(Found::path);
    }

    /** Whether anything has this path, be it a link that leads nowhere. */
    public boolean has(String path) {
        int slash = path.lastIndexOf('/');
        Optional<Found> parent = find(path.substring(0, Math.max(slash, 0)));
        return parent.isPresent()
                && (path.equals("/") || parent.get().node().children.containsKey(path.substring(slash + 1)));
    }

    /** This path with the links among those of its parents resolved that are there; the last part stays as it is. */
    public String real(String path) {
        int slash = path.lastIndexOf('/');
        if (slash <= 0) {
            return path;
        }
        String parent = path.substring(0, slash);
        String place = find(parent).map(Found::path).orElseGet(() -> real(parent));
        return (place.equals("/") ? "" : place) + path.substring(slash);
    }

    /** The names in a directory, sorted; none when there is no such directory. */
    public List<String> list(String path) {
        return find(path)
                .map(found -> found.node().children.keySet().stream().sorted().toList())
                .orElse(List.of());
    }

    /** What a file holds, if there is such a file and its content was kept. */
    public Optional<byte[]> content(String path) {
        return find(path).map(found -> found.node().content).map(byte[]::clone);
    }

    private record Found(String path, Node node) {}

    private Optional<Found> find(String path) {
        Deque<Node> at = new ArrayDeque<>(List.of(root));
        Deque<String> names = new ArrayDeque<>();
        List<String> left = new ArrayList<>(List.of(path.split("/", -1)).reversed());
        int links = 0;
        while (!left.isEmpty()) {
            String part = left.removeLast();
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                if (!names.isEmpty()) {
                    names.removeLast();
                    at.removeLast();
                }
                continue;
            }
            Node next = at.getLast().children.get(part);
            if (next == null) {
                return Optional.empty();
            }
            if (next.kind == Kind.LINK) {
                if (++links > MOST_LINKS) {
                    return Optional.empty();
                }
                if (next.target.startsWith("/")) {
                    at.clear();
                    at.add(root);
                    names.clear();
                }
                left.addAll(List.of(next.target.split("/", -1)).reversed());
            } else {
                at.addLast(next);
                names.addLast(part);
            }
        }
        return Optional.of(new Found("/" + String.join("/", names), at.getLast()));
    }

    private enum Kind {
        DIRECTORY,
        FILE,
        LINK
    }

    private static final class Node {
        private final Kind kind;
        private final String target;
        private final Map<String, Node> children = new HashMap<>();
        private final int layer;
        private byte @Nullable [] content;

        private Node(Kind kind, String target, int layer) {
            this.kind = kind;
            this.target = target;
            this.layer = layer;
        }
    }

    /** Applies layers to a tree of nodes, each of which knows the layer that it is from. */
    private static final class Reader {
        private final Predicate<String> keep;
        private final Node root = new Node(Kind.DIRECTORY, "", 0);
        private int layer;
        private LayerLimits left = LayerLimits.DEFAULT;

        private Reader(Predicate<String> keep) {
            this.keep = keep;
        }

        private void read(Layer from) throws IOException {
            String what = "Layer " + from.descriptor().digest();
            layer++;
            try (EntryStream entries = new EntryStream(LayerReader.open(from, left))) {
                for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                    if (left.entries() == 0) {
                        throw new UnpackException("there are more entries than are allowed");
                    }
                    left = left.minus(0, 1);
                    List<String> path = EntryName.parts(entry.getName());
                    if (!path.isEmpty()) {
                        apply(entry, path, entries);
                    }
                }
            } catch (UnpackException e) {
                throw new UnpackException(what + ": " + e.getMessage(), e);
            } catch (LayerException e) {
                throw new UnpackException(e.getMessage(), e);
            } catch (TarException e) {
                throw new UnpackException(
                        what + " is damaged: " + e.getMessage() + ". Build or pull the image again.", e);
            }
        }

        private void apply(TarArchiveEntry entry, List<String> path, EntryStream content) throws IOException {
            List<String> parent = path.subList(0, path.size() - 1);
            String name = path.getLast();
            if (name.equals(LayerUnpacker.OPAQUE)) {
                directory(parent).children.values().removeIf(child -> child.layer < layer);
            } else if (name.startsWith(LayerUnpacker.RESERVED)) {
                // Bookkeeping of AUFS, which means nothing elsewhere.
            } else if (name.startsWith(LayerUnpacker.WHITEOUT)) {
                directory(parent)
                        .children
                        .computeIfPresent(EntryName.hidden(name), (_, there) -> there.layer < layer ? null : there);
            } else {
                put(entry, directory(parent), path, content);
            }
        }

        private void put(TarArchiveEntry entry, Node parent, List<String> path, EntryStream content)
                throws IOException {
            String name = path.getLast();
            if (entry.isDirectory()) {
                Node there = parent.children.get(name);
                if (there == null || there.kind != Kind.DIRECTORY) {
                    parent.children.put(name, new Node(Kind.DIRECTORY, "", layer));
                }
            } else if (entry.isSymbolicLink()) {
                parent.children.put(name, new Node(Kind.LINK, entry.getLinkName(), layer));
            } else if (entry.isLink()) {
                Node target = new ImageFiles(root)
                        .find(String.join("/", EntryName.parts(entry.getLinkName())))
                        .map(Found::node)
                        .orElse(new Node(Kind.FILE, "", layer));
                Node copy = new Node(Kind.FILE, "", layer);
                copy.content = target.content;
                parent.children.put(name, copy);
            } else if (entry.isFile() && !LayerUnpacker.isSpecial(entry)) {
                Node file = new Node(Kind.FILE, "", layer);
                if (entry.getSize() <= LARGEST_KEPT && keep.test("/" + String.join("/", path))) {
                    file.content = content.readAllBytes();
                }
                parent.children.put(name, file);
            }
        }

        /** The directory of this path, links followed; it is made when it is not there, as unpacking would. */
        private Node directory(List<String> path) {
            Node at = root;
            for (int i = 0; i < path.size(); i++) {
                Node next = at.children.get(path.get(i));
                if (next != null && next.kind == Kind.LINK) {
                    next = new ImageFiles(root)
                            .find(String.join("/", path.subList(0, i + 1)))
                            .map(Found::node)
                            .orElse(null);
                }
                if (next == null || next.kind == Kind.FILE) {
                    next = new Node(Kind.DIRECTORY, "", layer);
                    at.children.put(path.get(i), next);
                }
                at = next;
            }
            return at;
        }
    }
}
