package dev.davit.app;

import dev.davit.image.ImageReference;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the app's image comes about and how its task is spoken to.
 *
 * @param context absolute folder (or a jar) that holds the source
 * @param repository where the image is pushed to; none when it never leaves this machine
 * @param port the port the task listens on when nothing else is told to it through {@code $PORT}
 */
public record ImageSpec(Path context, Optional<ImageReference> repository, int port, JavaOptions java, Base base) {
    public static final int DEFAULT_PORT = 5000;

    public ImageSpec {
        if (!context.isAbsolute()) {
            throw new IllegalArgumentException("the build context must be absolute: " + context);
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(port + " is not a port: expected 1 to 65535");
        }
    }

    /** The same image on another base. */
    public ImageSpec on(Base other) {
        return new ImageSpec(context, repository, port, java, other);
    }

    public static ImageSpec ofSource(Path context) {
        return new ImageSpec(context, Optional.empty(), DEFAULT_PORT, JavaOptions.DEFAULTS, Base.SCRATCH);
    }
}
