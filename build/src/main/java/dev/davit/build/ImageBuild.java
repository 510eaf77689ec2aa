package dev.davit.build;

import dev.davit.app.App;
import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.aot.AotCache;
import dev.davit.build.fingerprint.Fingerprint;
import dev.davit.build.java.ApplicationSource;
import dev.davit.build.java.CompiledApplication;
import dev.davit.build.java.JavaImage;
import dev.davit.build.layer.LayerCache;
import dev.davit.build.revision.Commit;
import dev.davit.build.runtime.Jdk;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.store.ImageStore;
import dev.davit.image.store.ImageStoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * Builds images from source, doing only what changed since the last time. The same source, JDK and machine libraries
 * give the same image, wherever the source lies. Safe for use by many threads and processes at once.
 */
public final class ImageBuild {
    /** Another number makes every image again. */
    private static final String VERSION = "davit-build-2";

    private final ImageStore store;
    private final Path cache;
    private final Jdk jdk;
    private final Detection detection;
    private final JavaImage javaImage;
    private final AotCache aot;
    private final InstantSource clock = InstantSource.system();

    /** @param cacheFolder where records of earlier work are kept; made when needed, and may be deleted at any time */
    public ImageBuild(ImageStore store, Path cacheFolder, Jdk jdk) {
        this.store = store;
        this.cache = cacheFolder.toAbsolutePath().normalize();
        this.jdk = jdk;
        this.detection = new Detection(jdk, cache);
        LayerCache layers = new LayerCache(store, cache.resolve("layers"));
        this.javaImage = new JavaImage(jdk, layers, cache);
        this.aot = new AotCache(store, layers, cache);
    }

    /**
     * Builds the app's image.
     *
     * @throws Failure of category BUILD when it cannot be built
     */
    public Built build(App app, Progress progress) {
        return build(app, false, progress);
    }

    /**
     * Builds the app's image.
     *
     * @param withAot whether to put an AOT cache on top, where one can be made
     * @throws Failure of category BUILD when the image cannot be built
     */
    public Built build(App app, boolean withAot, Progress progress) {
        try {
            ApplicationSource source = detection.find(app.image().context());
            String place = Digest.sha256(
                            app.image().context().toRealPath().toString().getBytes(StandardCharsets.UTF_8))
                    .hex();
            Path locks = cache.resolve("locks");
            Digest tree = Digest.sha256(source.tree().toString().getBytes(StandardCharsets.UTF_8));
            try (BuildLock _ = BuildLock.acquire(locks.resolve(tree.hex()))) {
                Built built = build(app, source, cache.resolve("builds").resolve(place), progress);
                return withAot
                        ? new Built(aot.addTo(built.image(), app, progress), built.revision(), built.changed())
                        : built;
            }
        } catch (ImageStoreException e) {
            throw Failure.of(Failure.Category.BUILD, String.valueOf(e.getMessage()))
                    .causedBy(e);
        } catch (IOException e) {
            throw failure(app, e);
        }
    }

    private Built build(App app, ApplicationSource source, Path file, Progress progress) throws IOException {
        FutureTask<Optional<Commit>> commit = inBackground(() -> Commit.of(source.folder(), source.tree()));
        Digest settings = settings(app);
        Optional<BuildRecord> last = BuildRecord.read(file);
        Fingerprint known = null;
        Optional<CompiledApplication> again = Optional.empty();
        if (last.isPresent()) {
            BuildRecord record = last.get();
            known = Fingerprint.take(record.inputs().watched(), record.inputs(), clock.instant());
            if (record.settings().equals(settings)) {
                Optional<Image> image =
                        known.hasContentOf(record.inputs()) ? store.find(record.image()) : Optional.empty();
                if (image.isPresent()) {
                    return again(record, known, image.get(), file, Commits.await(commit), progress);
                }
                again = recompile(source, record.inputs(), known, progress);
            }
        }
        CompiledApplication compiled;
        Fingerprint inputs;
        if (again.isPresent() && known != null) {
            compiled = again.get();
            inputs = known.of(compiled.inputs(), known);
        } else {
            Fingerprint before = Fingerprint.take(source.inputs(), known, clock.instant());
            compiled = compile(source, progress);
            inputs = before.of(compiled.inputs(), known);
        }
        JavaImage.Assembled assembled = javaImage.assemble(app.image(), compiled, inputs, progress);
        Image image = store.put(Labels.image(compiled, assembled, Commits.await(commit)));
        source.keep(inputs);
        new BuildRecord(settings, image.digest(), inputs).write(file);
        return new Built(image, Commits.await(commit).map(Commit::id), true);
    }

    private static CompiledApplication compile(ApplicationSource source, Progress progress) throws IOException {
        try (Progress.Step step = progress.begin("compile")) {
            step.update(source.description());
            CompiledApplication compiled = source.compile(step);
            step.done(source.description());
            return compiled;
        }
    }

    private static Optional<CompiledApplication> recompile(
            ApplicationSource source, Fingerprint last, Fingerprint now, Progress progress) throws IOException {
        try (Progress.Step step = progress.begin("recompile")) {
            Optional<CompiledApplication> compiled = source.recompile(last, now);
            if (compiled.isPresent()) {
                step.done(source.description());
            } else {
                step.skipped("it takes the build tool");
            }
            return compiled;
        }
    }

    /** The image of the last build, with the commit that the source is at by now. */
    private Built again(
            BuildRecord last, Fingerprint now, Image image, Path file, Optional<Commit> commit, Progress progress)
            throws IOException {
        Image current = Labels.at(image, commit);
        Image stored = current.equals(image) ? image : store.put(current);
        if (now.filesRead() > 0 || !stored.equals(image)) {
            new BuildRecord(last.settings(), stored.digest(), now).write(file);
        }
        try (Progress.Step step = progress.begin("compile")) {
            step.skipped("unchanged");
        }
        return new Built(stored, commit.map(Commit::id), false);
    }

    /** What decides the result besides the content of files. */
    private Digest settings(App app) {
        return Digest.sha256(String.join(
                        "\n",
                        List.of(
                                VERSION,
                                jdk.identity(),
                                jdk.home().toString(),
                                app.image().port() + " " + app.image().java(),
                                String.valueOf(System.getenv("MAVEN_OPTS")),
                                String.valueOf(System.getenv("MAVEN_ARGS"))))
                .getBytes(StandardCharsets.UTF_8));
    }

    private Failure failure(App app, IOException e) {
        String why = e instanceof AccessDeniedException denied
                ? "permission denied: " + denied.getFile()
                : String.valueOf(e.getMessage());
        return Failure.of(Failure.Category.BUILD, app.image().context() + " could not be built: " + why)
                .causedBy(e)
                .withFix("see that " + cache + " can be written to and has space left, or set XDG_CACHE_HOME to another"
                        + " folder");
    }

    private static <T> FutureTask<T> inBackground(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        return task;
    }
}
