package dev.davit.build.java;

import dev.davit.app.Base;
import dev.davit.app.Failure;
import dev.davit.app.ImageSpec;
import dev.davit.app.JavaOptions;
import dev.davit.app.Progress;
import dev.davit.build.aot.TrainingJar;
import dev.davit.build.base.BaseImage;
import dev.davit.build.base.BaseWork;
import dev.davit.build.fingerprint.Fingerprint;
import dev.davit.build.java.CompiledApplication.Part;
import dev.davit.build.layer.LayerCache;
import dev.davit.build.layer.LayerPlan;
import dev.davit.build.runtime.Jdk;
import dev.davit.build.runtime.RuntimeLayer;
import dev.davit.build.runtime.RuntimeLinker;
import dev.davit.image.ContainerConfig;
import dev.davit.image.Layer;
import dev.davit.image.rootfs.ImageFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** Makes a compiled application into the layers of an image, from least to most often changed. */
public final class JavaImage {
    /**
     * Options that every application starts with; those of the app description follow and so prevail. A task that is out
     * of memory is better replaced than kept half alive, and the usual quarter of the memory for the heap is for
     * machines that do other things too. Without the counters for {@code jstat} nothing is written to {@code /tmp}.
     */
    static final List<String> OPTIONS =
            List.of("-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData");

    /**
     * In every runtime, for what is found by name or by service only, and for looking into a running task. Together 2.7
     * MB of the compressed image.
     */
    static final List<String> ALWAYS = List.of(
            "java.base",
            "java.instrument",
            "java.logging",
            "java.management",
            "java.naming",
            "jdk.charsets",
            "jdk.crypto.ec",
            "jdk.jfr",
            "jdk.management",
            "jdk.naming.dns",
            "jdk.net",
            "jdk.nio.mapmode",
            "jdk.unsupported",
            "jdk.zipfs");

    private static final String RUNTIME = "runtime";

    private final Jdk jdk;
    private final LayerCache layers;
    private final RuntimeLinker linker;
    private final NeedsCache needs;
    private final EntryNames names;
    private final Path work;

    /** @param cache where runtimes and notes about libraries are kept */
    public JavaImage(Jdk jdk, LayerCache layers, Path cache) {
        this.jdk = jdk;
        this.layers = layers;
        this.linker = new RuntimeLinker(jdk, cache.resolve("runtimes"));
        this.needs = new NeedsCache(cache.resolve("needs"), jdk);
        this.names = new EntryNames(cache.resolve("names"));
        this.work = cache.resolve("work");
    }

    /**
     * Layers for one platform, and how a container of them starts.
     *
     * @param base what they are put on, unless they are all there is
     * @param layers lowest first, by what they hold
     */
    public record Assembled(Optional<BaseImage> base, Map<String, Layer> layers, ContainerConfig container) {
        public Assembled {
            layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
        }
    }

    /**
     * Makes those layers that are not in the store yet, side by side.
     *
     * @param files knows the digests of the application's libraries
     * @param base is waited for once the application's own layers are made
     * @return one for each platform, in the order of the description
     * @throws Failure of category BUILD when the application cannot be started or needs what is not there
     */
    public List<Assembled> assemble(
            ImageSpec spec, CompiledApplication app, Fingerprint files, BaseWork base, Progress progress)
            throws IOException {
        boolean scratch = spec.base().origin() instanceof Base.Scratch;
        if (scratch && !System.getProperty("os.name").equals("Linux")) {
            throw Failure.of(
                            Failure.Category.BUILD,
                            "an image without a base holds the C library of the machine that builds it, and this one is"
                                    + " not Linux")
                    .withFix("build on Linux, for example in continuous integration or in a virtual machine, or on a"
                            + " base: 'image: {base: eclipse-temurin:25-jre, platforms: [linux/amd64]}'");
        }
        JavaOptions options = spec.java();
        Optional<String> named = options.mainClass().or(app::mainClass);
        String main = named.isPresent() ? MainClass.require(named.get(), app) : MainClass.find(app.parts());
        ClassPathLayout layout = ClassPathLayout.of(app, names.disjoint(app, files));
        List<String> start = List.of("-cp", String.join(":", layout.classPath()), main);
        try (Progress.Step step = progress.begin("layers")) {
            Map<String, Callable<LayerCache.Made>> tasks = new LinkedHashMap<>();
            if (scratch) {
                tasks.put(RUNTIME, () -> runtime(options, app, files, ImageFiles.NONE, step));
            }
            tasks.put("dependencies", () -> layers.get(dependencies(layout, files)));
            tasks.put("application", () -> application(app, layout, main));
            Map<String, LayerCache.Made> made = make(tasks, step);
            List<Assembled> result = new ArrayList<>();
            if (scratch) {
                result.add(new Assembled(Optional.empty(), layers(made), container(spec, start)));
            }
            for (BaseImage under : base.images()) {
                result.add(on(under, spec, app, files, made, start, step));
            }
            step.done(outcome(made.values()));
            return result;
        }
    }

    private Assembled on(
            BaseImage base,
            ImageSpec spec,
            CompiledApplication app,
            Fingerprint files,
            Map<String, LayerCache.Made> own,
            List<String> start,
            Progress.Step step)
            throws IOException {
        Map<String, LayerCache.Made> all = new LinkedHashMap<>();
        if (base.java().isPresent()) {
            OnBase.requireVersion(base, app);
        } else {
            OnBase.requireThisPlatform(base);
            ImageFiles under = ImageFiles.of(base.image().layers(), RuntimeLayer::needs);
            all.putAll(make(Map.of(RUNTIME, () -> runtime(spec.java(), app, files, under, step)), step));
        }
        all.putAll(own);
        return new Assembled(Optional.of(base), layers(all), OnBase.container(spec, start, base));
    }

    private static Map<String, LayerCache.Made> make(Map<String, Callable<LayerCache.Made>> tasks, Progress.Step step)
            throws IOException {
        List<Callable<LayerCache.Made>> shown = new ArrayList<>();
        tasks.forEach((name, task) -> shown.add(() -> made(name, step, task)));
        Iterator<LayerCache.Made> results = SideBySide.run(shown).iterator();
        Map<String, LayerCache.Made> made = new LinkedHashMap<>();
        tasks.keySet().forEach(name -> made.put(name, results.next()));
        return made;
    }

    private static Map<String, Layer> layers(Map<String, LayerCache.Made> made) {
        Map<String, Layer> layers = new LinkedHashMap<>();
        made.forEach((name, layer) -> layers.put(name, layer.layer()));
        return layers;
    }

    private static LayerCache.Made made(String name, Progress progress, Callable<LayerCache.Made> task)
            throws Exception {
        try (Progress.Step step = progress.begin(name)) {
            LayerCache.Made made = task.call();
            if (made.fresh()) {
                step.done(megabytes(made.layer().descriptor().size()));
            } else {
                step.skipped("unchanged");
            }
            return made;
        }
    }

    private LayerCache.Made application(CompiledApplication app, ClassPathLayout layout, String main)
            throws IOException {
        try (AppJars jars = new AppJars(work)) {
            return layers.get(jars.plan(app, layout, main));
        }
    }

    private LayerCache.Made runtime(
            JavaOptions options, CompiledApplication app, Fingerprint files, ImageFiles under, Progress.Step step)
            throws IOException {
        List<Needs> all = new ArrayList<>();
        for (Part part : app.parts()) {
            all.add(NeedsScan.ofApplication(part.classes(), jdk));
        }
        List<Callable<Needs>> scans = new ArrayList<>();
        for (Path library : app.libraries()) {
            scans.add(() -> needs.get(library, files.digestOf(library)));
        }
        all.addAll(SideBySide.run(scans));
        Needs total = Needs.all(all);
        SortedSet<String> modules = new TreeSet<>(total.modules());
        for (String module : ALWAYS) {
            if (jdk.modules().has(module)) {
                modules.add(module);
            }
        }
        modules.addAll(options.modules());
        RuntimeLinker.Linked runtime = linker.link(jdk.modules().closure(modules), step);
        return layers.get(RuntimeLayer.plan(runtime, total.libraries(), under));
    }

    private static LayerPlan dependencies(ClassPathLayout layout, Fingerprint files) {
        LayerPlan plan = new LayerPlan();
        plan.bytes(layout.classPath().getFirst(), TrainingJar.bytes(layout.namedByFirst()), 0644);
        layout.libraries().forEach((name, library) -> {
            plan.file(RuntimeLayer.APP + "/" + name, library, files.digestOf(library), 0644);
        });
        return plan;
    }

    private static ContainerConfig container(ImageSpec spec, List<String> start) {
        return ContainerConfig.builder()
                .user(RuntimeLayer.USER + ":" + RuntimeLayer.USER)
                .env("PATH", RuntimeLayer.HOME + "/bin")
                .env("JAVA_HOME", RuntimeLayer.HOME)
                .env("LANG", "C.UTF-8")
                .env("PORT", String.valueOf(spec.port()))
                .entrypoint(command(RuntimeLayer.HOME + "/bin/java", spec, start))
                .workingDir(RuntimeLayer.APP)
                .exposedPort(spec.port() + "/tcp")
                .build();
    }

    /** How the application is started by this {@code java}, given its class path and main class. */
    static List<String> command(String java, ImageSpec spec, List<String> start) {
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(OPTIONS);
        command.addAll(spec.java().options());
        command.addAll(start);
        return command;
    }

    private static String outcome(Collection<LayerCache.Made> made) {
        long size = made.stream()
                .mapToLong(layer -> layer.layer().descriptor().size())
                .sum();
        long fresh = made.stream().filter(LayerCache.Made::fresh).count();
        return made.size() + " layers, " + megabytes(size) + ", " + fresh + " new";
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1_000_000.0);
    }
}
