package dev.davit.build.aot;

import dev.davit.build.training.TrainingRun;
import dev.davit.image.Image;
import dev.davit.image.rootfs.RootFilesystem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/** An image's root file system with a folder to write to, both removed when this is closed. */
final class TrainingRoom implements Closeable {
    /** The same as seen from inside. */
    static final String CACHE_INSIDE = "/tmp/app.aot";

    static final String RESULT_INSIDE = "/tmp/davit-training";

    private final Path folder;

    private TrainingRoom(Path folder) {
        this.folder = folder;
    }

    static TrainingRoom open(Image image, Path work) throws IOException {
        TrainingRoom room = new TrainingRoom(work.resolve("training-" + UUID.randomUUID()));
        try {
            Files.createDirectories(room.tmp());
            Files.setAttribute(room.tmp(), "unix:mode", 01777);
            RootFilesystem.unpack(image, room.root());
            for (String mountPoint : new String[] {"proc", "dev", "tmp"}) {
                Files.createDirectories(room.root().resolve(mountPoint));
            }
            Files.createDirectories(room.root().resolve("etc"));
            Files.writeString(room.root().resolve("etc/hosts"), "127.0.0.1 localhost\n::1 localhost\n");
            return room;
        } catch (IOException | RuntimeException e) {
            room.close();
            throw e;
        }
    }

    Sandbox sandbox(String workingFolder, String user) {
        return new Sandbox(root(), tmp(), workingFolder.isEmpty() ? "/" : workingFolder, user);
    }

    /** What the run has told so far. */
    String result() throws IOException {
        try {
            return Files.readString(tmp().resolve(Path.of(RESULT_INSIDE).getFileName()));
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Whether the run has told that nothing will come of it. */
    boolean failed() {
        try {
            return result().startsWith(TrainingRun.FAILED);
        } catch (IOException e) {
            return true;
        }
    }

    /** Where the cache is written to, and then found by {@link #install}. */
    Path recorded() {
        return tmp().resolve(Path.of(CACHE_INSIDE).getFileName());
    }

    /** The cache at its place in the image. */
    Path cache() {
        return root().resolve(AotCache.FILE.substring(1));
    }

    void install() throws IOException {
        Files.move(recorded(), cache());
        Files.setAttribute(cache(), "unix:mode", 0644);
    }

    private Path root() {
        return folder.resolve("root");
    }

    private Path tmp() {
        return folder.resolve("tmp");
    }

    @Override
    public void close() throws IOException {
        RootFilesystem.remove(root());
        RootFilesystem.remove(tmp());
        Files.deleteIfExists(folder);
    }
}
