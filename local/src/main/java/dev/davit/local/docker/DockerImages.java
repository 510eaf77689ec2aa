package dev.davit.local.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.davit.app.Release;
import dev.davit.image.Digest;
import dev.davit.image.ImageReference;
import dev.davit.image.archive.DockerArchive;
import dev.davit.image.store.ImageStore;
import dev.davit.local.runtime.TaskStartException;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The images that the daemon was given, each under a name of its own: {@code davit/<service>:<digest>}. */
final class DockerImages {
    private static final Logger LOG = LoggerFactory.getLogger(DockerImages.class);
    private static final String PREFIX = "davit/";
    private static final int DIGEST_LENGTH = 16;
    private static final int PIPE = 1 << 20;

    private final ImageStore store;
    private final DockerEngine engine;

    /** The names that this agent's tasks came from; other agents may have others. */
    private final Set<String> used = new HashSet<>();

    DockerImages(ImageStore store, DockerEngine engine) {
        this.store = store;
        this.engine = engine;
    }

    static String tag(Release release) {
        return PREFIX + release.app().name() + ":" + digestTag(release.image());
    }

    /** A task of an earlier agent runs this release. */
    synchronized void adopted(Release release) {
        used.add(tag(release));
    }

    /** Hands the image to the daemon, unless it has it. */
    synchronized void load(Release release) throws TaskStartException {
        String tag = tag(release);
        used.add(tag);
        try {
            engine.client().inspectImageCmd(tag).exec();
            return;
        } catch (NotFoundException _) {
            // to be loaded
        } catch (RuntimeException e) {
            throw new TaskStartException("Docker refused to look for " + tag + ": " + DockerTask.reason(e), e);
        }
        try (PipedInputStream in = new PipedInputStream(PIPE);
                PipedOutputStream out = new PipedOutputStream(in)) {
            var image = store.find(release.image())
                    .orElseThrow(() -> new TaskStartException(
                            "the image " + release.image() + " is not in the image store " + store.directory()));
            Thread writer = Thread.ofVirtual().name("davit-docker-load").start(() -> {
                try (out) {
                    DockerArchive.write(image, List.of(ImageReference.parse(tag)), out);
                } catch (IOException e) {
                    // The daemon then misses the end of the archive and says so.
                    LOG.warn("the image {} cannot be handed to Docker: {}", release.image(), e.toString());
                }
            });
            engine.client().loadImageCmd(in).exec();
            writer.join();
            engine.client().inspectImageCmd(tag).exec();
        } catch (IOException | RuntimeException e) {
            throw new TaskStartException("Docker could not load " + tag + ": " + DockerTask.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TaskStartException("interrupted", e);
        }
    }

    /** Takes the names of other images away, and with them the images that have no other name. */
    synchronized void keepOnly(Supplier<Set<Digest>> kept) {
        Set<String> tags = kept.get().stream().map(DockerImages::digestTag).collect(Collectors.toSet());
        try {
            for (String name : List.copyOf(used)) {
                if (!tags.contains(name.substring(name.lastIndexOf(':') + 1))) {
                    used.remove(name);
                    engine.client().removeImageCmd(name).exec();
                }
            }
        } catch (RuntimeException e) {
            LOG.info("an image stays with Docker: {}", DockerTask.reason(e));
        }
    }

    private static String digestTag(Digest digest) {
        return digest.hex().substring(0, DIGEST_LENGTH);
    }
}
