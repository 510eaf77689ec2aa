package dev.davit.cli.command;

import dev.davit.app.Progress.Step;
import dev.davit.build.sbom.Sboms;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.registry.PushListener;
import dev.davit.image.registry.RegistryClient;
import dev.davit.image.registry.RegistryException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Pushes an image with its bill of materials. The tag is set last: where it names the image, the bill is there too, and an
 * unchanged push costs one request.
 */
final class SbomPush {
    private final RegistryClient registry;
    private final Sboms sboms;

    private SbomPush(RegistryClient registry, Sboms sboms) {
        this.registry = registry;
        this.sboms = sboms;
    }

    static SbomPush to(RegistryClient registry, Session session) {
        return new SbomPush(registry, sboms(session));
    }

    /** Bills that know what the session's builds found. */
    static Sboms sboms(Session session) {
        return new Sboms(session.folders().cache(), Path.of(System.getProperty("java.home")));
    }

    void push(BuiltImage image, ImageReference target, Step step) throws IOException {
        PushProgress listener = new PushProgress(step);
        Digest digest = image.built().digest();
        ImageReference published = target.withDigest(digest);
        ImageReference tag = target.tag().map(target::withTag).orElse(target);
        Optional<Digest> there = registry.head(tag).map(Descriptor::digest);
        if (there.filter(digest::equals).isPresent()) {
            listener.manifestExists(published);
            return;
        }
        FutureTask<Void> bills = new FutureTask<>(() -> {
            attach(image, target, step);
            return null;
        });
        Thread thread = Thread.ofVirtual().start(bills);
        try {
            image.push(registry, published, listener);
            await(bills);
        } finally {
            end(thread);
        }
        image.push(registry, target, PushListener.SILENT);
    }

    /** What makes the bill uses the registry client and the display, which are closed once this is left. */
    private static void end(Thread thread) {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A registry that takes images and no bills is not worth failing for. */
    private void attach(BuiltImage built, ImageReference target, Step push) throws IOException {
        try (Step step = push.begin("bill of materials")) {
            for (Image image : built.images()) {
                Optional<byte[]> bill = sboms.of(image);
                if (bill.isPresent()) {
                    registry.attach(Sboms.artifact(image, bill.get()), target);
                }
            }
            step.done("");
        } catch (RegistryException e) {
            if (e.isTemporary() || e.status().isEmpty()) {
                throw e;
            }
            push.begin("no bill of materials").skipped("the registry takes none: " + e.problem());
        }
    }

    private static void await(FutureTask<Void> bill) throws IOException {
        try {
            bill.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The push was interrupted");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
