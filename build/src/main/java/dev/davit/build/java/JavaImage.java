package dev.davit.build.java;

import dev.davit.app.Failure;
import dev.davit.app.ImageSpec;
import dev.davit.app.JavaOptions;
import dev.davit.app.Progress;
import dev.davit.build.aot.TrainingJar;
import dev.davit.build.fingerprint.Fingerprint;
import dev.davit.build.java.CompiledApplication.Part;
import dev.davit.build.layer.LayerCache;
import dev.davit.build.layer.LayerPlan;
import dev.davit.build.runtime.Jdk;
import dev.davit.build.runtime.RuntimeLayer;
import dev.davit.build.runtime.RuntimeLinker;
import dev.davit.image.ContainerConfig;
import dev.davit.image.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** Makes a compiled application into the layers of an image without a base, from least to most often changed. */
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
     * Layers, and how a container of them starts.
     *
     * @param layers lowest first, by what they hold
     */
    public record Assembled(Map<String, Layer> layers, ContainerConfig container) {
        public Assembled {
            layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
        }
    }

    /**
     * Makes those layers that are not in the store yet, side by side.
     *
     * @param files knows the digests of the application's libraries
     * @throws Failure of category BUILD when the application cannot be started or needs what is not there
     */
    public Assembled assemble(ImageSpec spec, CompiledApplication app, Fingerprint files, Progress progress)
            throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw Failure.of(
                            Failure.Category.BUILD,
                            "an image without a base holds the C library of the machine that builds it, and this one is"
                                    + " not Linux")
                    .withFix("build on Linux, for example in continuous integration or in a virtual machine");
        }
        JavaOptions options = spec.java();
        Optional<String> named = options.mainClass().or(app::mainClass);
        String main = named.isPresent() ? MainClass.require(named.get(), app) : MainClass.find(app.parts());
        ClassPathLayout layout = ClassPathLayout.of(app, names.disjoint(app, files));
        try (Progress.Step step = progress.begin("layers")) {
            List<String> titles = List.of("runtime", "dependencies", "application");
            List<Callable<LayerCache.Made>> tasks = new ArrayList<>();
            tasks.add(() -> made("runtime", step, () -> runtime(options, app, files, step)));
            tasks.add(() -> made("dependencies", step, () -> layers.get(dependencies(layout, files))));
            tasks.add(() -> made("application", step, () -> application(app, layout, main)));
            List<LayerCache.Made> made = SideBySide.run(tasks);
            Map<String, Layer> result = new LinkedHashMap<>();
            for (int i = 0; i < made.size(); i++) {
                result.put(titles.get(i), made.get(i).layer());
            }
            step.done(outcome(made));
            return new Assembled(result, container(spec, layout, main));
        }
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

    private LayerCache.Made runtime(JavaOptions options, CompiledApplication app, Fingerprint files, Progress.Step step)
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
        return layers.get(RuntimeLayer.plan(runtime, total.libraries()));
    }

    private static LayerPlan dependencies(ClassPathLayout layout, Fingerprint files) {
        LayerPlan plan = new LayerPlan();
        plan.bytes(layout.classPath().getFirst(), TrainingJar.bytes(layout.namedByFirst()), 0644);
        layout.libraries().forEach((name, library) -> {
            plan.file(RuntimeLayer.APP + "/" + name, library, files.digestOf(library), 0644);
        });
        return plan;
    }

    private static ContainerConfig container(ImageSpec spec, ClassPathLayout layout, String main) {
        List<String> command = new ArrayList<>();
        command.add(RuntimeLayer.HOME + "/bin/java");
        command.addAll(OPTIONS);
        command.addAll(spec.java().options());
        command.addAll(List.of("-cp", String.join(":", layout.classPath()), main));
        return ContainerConfig.builder()
                .user(RuntimeLayer.USER + ":" + RuntimeLayer.USER)
                .env("PATH", RuntimeLayer.HOME + "/bin")
                .env("JAVA_HOME", RuntimeLayer.HOME)
                .env("LANG", "C.UTF-8")
                .env("PORT", String.valueOf(spec.port()))
                .entrypoint(command)
                .workingDir(RuntimeLayer.APP)
                .exposedPort(spec.port() + "/tcp")
                .build();
    }

    private static String outcome(List<LayerCache.Made> made) {
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
