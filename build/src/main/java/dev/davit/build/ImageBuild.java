package dev.davit.build;

import dev.davit.app.App;
import dev.davit.app.Failure;
import dev.davit.app.JavaOptions;
import dev.davit.app.Progress;
import dev.davit.build.aot.AotCache;
import dev.davit.build.base.BaseImage;
import dev.davit.build.base.BaseWork;
import dev.davit.build.base.Bases;
import dev.davit.build.base.Registries;
import dev.davit.build.fingerprint.Fingerprint;
import dev.davit.build.java.ApplicationSource;
import dev.davit.build.java.CompiledApplication;
import dev.davit.build.java.JavaImage;
import dev.davit.build.layer.LayerCache;
import dev.davit.build.revision.Commit;
import dev.davit.build.runtime.Jdk;
import dev.davit.build.sbom.Sboms;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageIndex;
import dev.davit.image.ImageReference;
import dev.davit.image.store.ImageStore;
import dev.davit.image.store.ImageStoreException;
import dev.davit.image.store.Lease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
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
    private static final String VERSION = "davit-build-3";

    private final ImageStore store;
    private final Path cache;
    private final Jdk jdk;
    private final Detection detection;
    private final JavaImage javaImage;
    private final AotCache aot;
    private final Bases bases;
    private final Sboms sboms;
    private final InstantSource clock = InstantSource.system();

    /** @param cacheFolder where records of earlier work are kept; made when needed, and may be deleted at any time */
    public ImageBuild(ImageStore store, Path cacheFolder, Jdk jdk) {
        this(store, cacheFolder, jdk, Registries.NONE);
    }

    /**
     * One that can build on images of registries.
     *
     * @param cacheFolder where records of earlier work are kept; made when needed, and may be deleted at any time
     */
    public ImageBuild(ImageStore store, Path cacheFolder, Jdk jdk, Registries registries) {
        this.store = store;
        this.cache = cacheFolder.toAbsolutePath().normalize();
        this.jdk = jdk;
        this.detection = new Detection(jdk, cache);
        LayerCache layers = new LayerCache(store, cache.resolve("layers"));
        this.javaImage = new JavaImage(jdk, layers, cache);
        this.aot = new AotCache(store, layers, cache);
        this.bases = new Bases(store, registries, layers, cache.resolve("bases"));
        this.sboms = new Sboms(cache, jdk.home());
    }

    /**
     * Builds the app's image.
     *
     * @throws Failure of category BUILD when it cannot be built
     */
    public Built build(App app, Progress progress) {
        return build(app, BuildOptions.DEFAULTS, progress);
    }

    /**
     * Builds the app's image.
     *
     * @throws Failure of category BUILD when it cannot be built, and of category REGISTRY when its base cannot be pulled
     */
    public Built build(App app, BuildOptions options, Progress progress) {
        try {
            ApplicationSource source = detection.find(app.image().context());
            String place = Digest.sha256(
                            app.image().context().toRealPath().toString().getBytes(StandardCharsets.UTF_8))
                    .hex();
            Path locks = cache.resolve("locks");
            Digest tree = Digest.sha256(source.tree().toString().getBytes(StandardCharsets.UTF_8));
            try (BuildLock _ = BuildLock.acquire(locks.resolve(tree.hex()));
                    Lease _ = store.lease()) {
                Built built =
                        build(app, options, source, cache.resolve("builds").resolve(place), progress);
                return options.aot() ? withAot(built, app, progress) : built;
            }
        } catch (ImageStoreException e) {
            throw Failure.of(Failure.Category.BUILD, String.valueOf(e.getMessage()))
                    .causedBy(e);
        } catch (IOException e) {
            throw failure(app, e);
        }
    }

    private Built build(App app, BuildOptions options, ApplicationSource source, Path file, Progress progress)
            throws IOException {
        Optional<BuildRecord> last = BuildRecord.read(file);
        Optional<ImageReference> pinned = last.flatMap(record -> record.base().pin());
        try (BaseWork base = bases.of(app.image().base(), pinned, options.pull())) {
            return build(app, source, last, base, file, progress);
        }
    }

    private Built build(
            App app, ApplicationSource source, Optional<BuildRecord> last, BaseWork base, Path file, Progress progress)
            throws IOException {
        FutureTask<Optional<Commit>> commit = inBackground(() -> Commit.of(source.folder(), source.tree()));
        Digest settings = settings(app);
        Fingerprint known = null;
        Optional<CompiledApplication> again = Optional.empty();
        if (last.isPresent()) {
            BuildRecord record = last.get();
            known = Fingerprint.take(record.inputs().watched(), record.inputs(), clock.instant());
            if (record.settings().equals(settings)) {
                boolean same = known.hasContentOf(record.inputs())
                        && base.identity().equals(record.base().identity());
                Optional<Product> product = same ? Product.find(store, record.image()) : Optional.empty();
                if (product.isPresent()) {
                    return again(record, known, product.get(), file, Commits.await(commit), progress);
                }
                base.start(progress);
                again = recompile(source, record.inputs(), known, progress);
            }
        }
        base.start(progress);
        // A base that there is not is told before the compiler has run.
        Optional<ImageReference> pin = base.pin();
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
        List<Image> images = javaImage.assemble(app.image(), compiled, inputs, base, progress).stream()
                .map(assembled -> Labels.image(compiled, assembled, Commits.await(commit)))
                .toList();
        Product product = Product.of(images).put(store);
        source.keep(inputs);
        sboms.remember(compiled.libraries(), inputs::digestOf);
        new BuildRecord(settings, new BuildRecord.OnBase(base.identity(), pin), product.digest(), inputs).write(file);
        store.pin(file, BaseImage.sources(base.images()));
        return product.built(Commits.await(commit), true);
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

    private Built withAot(Built built, App app, Progress progress) throws IOException {
        List<Image> images = new ArrayList<>();
        for (Image image : built.index().map(ImageIndex::images).orElse(List.of(built.image()))) {
            images.add(aot.addTo(image, app, progress));
        }
        Built with = Product.of(images).put(store).built(Optional.empty(), built.changed());
        return new Built(with.image(), with.index(), built.revision(), with.changed());
    }

    /** The product of the last build, with the commit that the source is at by now. */
    private Built again(
            BuildRecord last, Fingerprint now, Product product, Path file, Optional<Commit> commit, Progress progress)
            throws IOException {
        Product current = product.at(commit);
        Product stored = current.digest().equals(product.digest()) ? product : current.put(store);
        if (now.filesRead() > 0 || !stored.equals(product)) {
            new BuildRecord(last.settings(), last.base(), stored.digest(), now).write(file);
        }
        try (Progress.Step step = progress.begin("compile")) {
            step.skipped("unchanged");
        }
        return stored.built(commit, false);
    }

    /** What decides the result besides the content of files and the base. */
    private Digest settings(App app) {
        JavaOptions java = app.image().java();
        return Digest.sha256(String.join(
                        "\n",
                        List.of(
                                VERSION,
                                jdk.identity(),
                                jdk.home().toString(),
                                String.valueOf(app.image().port()),
                                java.mainClass().orElse(""),
                                java.modules().toString(),
                                java.options().toString(),
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
