package dev.davit.image.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The store could not read or write something. The message is for people: what, where, why, and what to do next. */
public final class ImageStoreException extends IOException {

    private final Path path;

    /** Why an operation failed, as far as a caller may care. */
    public enum Reason {
        /** The file system is full. */
        NO_SPACE,
        /** This user may not do it. */
        NO_PERMISSION,
        /** Something that the store holds is not what it should be. */
        CORRUPT,
        /** Anything else. */
        OTHER
    }

    private final Reason reason;

    private ImageStoreException(Path path, Reason reason, String message, IOException cause) {
        super(message, cause);
        this.path = path;
        this.reason = reason;
    }

    private ImageStoreException(Path path, Reason reason, String message) {
        super(message);
        this.path = path;
        this.reason = reason;
    }

    static ImageStoreException of(String attempted, Path path, OptionalLong needed, IOException cause) {
        if (cause instanceof ImageStoreException already) {
            return already;
        }
        String reason = String.valueOf(cause.getMessage());
        String failed = "Cannot " + attempted + " " + path + ": ";
        if (isFull(reason)) {
            String want = needed.isPresent() ? megabytes(needed.getAsLong()) + " needed, " : "";
            String free =
                    freeSpace(path).map(bytes -> megabytes(bytes) + " free").orElse("unknown how much is free");
            return new ImageStoreException(
                    path,
                    Reason.NO_SPACE,
                    failed + "no space left (" + want + free
                            + "). Free some space there, or keep images in another directory.",
                    cause);
        }
        if (cause instanceof AccessDeniedException || isReadOnly(reason)) {
            return new ImageStoreException(
                    path,
                    Reason.NO_PERMISSION,
                    failed + "permission denied for user " + System.getProperty("user.name")
                            + ". Make the directory writable for this user, or keep images in another directory.",
                    cause);
        }
        return new ImageStoreException(
                path, Reason.OTHER, failed + (cause instanceof FileSystemException ? shortened(cause) : cause), cause);
    }

    static ImageStoreException corrupt(Path path, String what, String next) {
        return new ImageStoreException(path, Reason.CORRUPT, path + " is damaged: " + what + ". " + next);
    }

    /** What could not be read or written. */
    public Path path() {
        return path;
    }

    public Reason reason() {
        return reason;
    }

    private static boolean isFull(String reason) {
        String text = reason.toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("quota exceeded") || text.contains("not enough space");
    }

    private static boolean isReadOnly(String reason) {
        return reason.contains("Read-only file system") || reason.contains("Permission denied");
    }

    private static String shortened(IOException cause) {
        String reason = ((FileSystemException) cause).getReason();
        return reason == null ? cause.getClass().getSimpleName() + " " + cause.getMessage() : reason;
    }

    private static Optional<Long> freeSpace(Path path) {
        for (Path at = path.toAbsolutePath(); at != null; at = at.getParent()) {
            try {
                return Optional.of(Files.getFileStore(at).getUsableSpace());
            } catch (IOException | ReadOnlyFileSystemException e) {
                // The file itself may not exist; its directory then tells.
            }
        }
        return Optional.empty();
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1_000_000.0);
    }
}
