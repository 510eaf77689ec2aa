package dev.davit.build.maven;

import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.compile.JavacArguments;
import dev.davit.build.compile.Recompiler;
import dev.davit.build.fingerprint.Fingerprint;
import dev.davit.build.fingerprint.Watched;
import dev.davit.build.java.ApplicationSource;
import dev.davit.build.java.CompiledApplication;
import dev.davit.build.java.CompiledApplication.About;
import dev.davit.build.java.CompiledApplication.Part;
import dev.davit.build.maven.extension.ProjectFacts;
import dev.davit.build.runtime.Jdk;
import dev.davit.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A project that Maven compiles: alone, or as a module of a reactor together with the modules it depends on. */
public final class MavenSource implements ApplicationSource {
    /** Libraries for the desk of a developer, which Spring Boot leaves out of an application too. */
    private static final List<String> DEVELOPMENT = List.of("spring-boot-devtools-", "spring-boot-docker-compose-");

    private static final String EXTENSIONS = ".mvn/extensions.xml";

    private final Path folder;
    private final Pom pom;
    private final Reactor reactor;
    private final Jdk jdk;
    private final Recompiler recompiler;

    private MavenSource(Path folder, Pom pom, Reactor reactor, Jdk jdk, Recompiler recompiler) {
        this.folder = folder;
        this.pom = pom;
        this.reactor = reactor;
        this.jdk = jdk;
        this.recompiler = recompiler;
    }

    /**
     * The project in this folder, if it has a {@code pom.xml}.
     *
     * @param cache where what was compiled is kept
     * @throws Failure when the project only holds others together
     */
    public static Optional<MavenSource> find(Path folder, Jdk jdk, Path cache) throws IOException {
        if (!Files.isRegularFile(folder.resolve(Pom.FILE))) {
            return Optional.empty();
        }
        Pom pom = Pom.of(folder);
        if (pom.packaging().equals("pom")) {
            List<String> modules = pom.modules();
            throw Failure.of(
                            Failure.Category.BUILD,
                            folder + " is a Maven project that only holds "
                                    + (modules.isEmpty() ? "settings for others" : "these modules together"))
                    .withDetails(modules)
                    .withFix("say which module is the application in davit.yaml, such as 'image: {build: "
                            + (modules.isEmpty() ? "<module>" : modules.getFirst()) + "}'");
        }
        Reactor reactor = Reactor.of(folder);
        String place = Digest.sha256(folder.toString().getBytes(StandardCharsets.UTF_8))
                .hex();
        Recompiler recompiler = new Recompiler(reactor.root(), cache.resolve(place));
        return Optional.of(new MavenSource(folder, pom, reactor, jdk, recompiler));
    }

    @Override
    public String description() {
        return reactor.root().equals(folder)
                ? "Maven project " + pom.artifactId() + " at " + folder
                : "Maven module " + reactor.root().relativize(folder) + " of the reactor at " + reactor.root();
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public Path tree() {
        return reactor.root();
    }

    @Override
    public Watched inputs() throws IOException {
        SortedSet<Path> folders = reactor.folders();
        return Watched.of(folders, settings(folders));
    }

    @Override
    public CompiledApplication compile(Progress.Step step) throws IOException {
        List<ProjectFacts> projects = new MavenRun(reactor.root(), folder, jdk).compile(step);
        if (projects.stream().noneMatch(project -> project.folder().equals(folder))) {
            throw Failure.of(Failure.Category.BUILD, "Maven was run for " + folder + " and did not build it")
                    .withFix("check that 'mvn -pl' and the project's profiles include it");
        }
        recompiler.takeOver(hasExtensions() ? List.of() : projects);
        return application(projects, Map.of());
    }

    @Override
    public Optional<CompiledApplication> recompile(Fingerprint last, Fingerprint now) throws IOException {
        if (!jdk.home().equals(Path.of(System.getProperty("java.home")))) {
            return Optional.empty();
        }
        Optional<List<Recompiler.Classes>> classes = recompiler.recompile(last, now);
        if (classes.isEmpty()) {
            return Optional.empty();
        }
        Map<Path, Path> places = classes.get().stream()
                .collect(Collectors.toMap(unit -> unit.project().classes(), Recompiler.Classes::kept));
        return Optional.of(application(
                classes.get().stream().map(Recompiler.Classes::project).toList(), places));
    }

    @Override
    public void keep(Fingerprint inputs) throws IOException {
        recompiler.confirm(inputs);
    }

    /** @param places where classes are, other than where Maven wrote them */
    private CompiledApplication application(List<ProjectFacts> projects, Map<Path, Path> places) throws IOException {
        ProjectFacts application = projects.stream()
                .filter(project -> project.folder().equals(folder))
                .findFirst()
                .orElseThrow();
        List<Path> order = application.classPath().stream()
                .filter(path -> DEVELOPMENT.stream()
                        .noneMatch(name -> path.getFileName().toString().startsWith(name)))
                .toList();
        List<Part> parts = new ArrayList<>();
        parts.add(part(application, places));
        projects.stream()
                .filter(project -> order.contains(project.classes()))
                .sorted(Comparator.comparingInt(project -> order.indexOf(project.classes())))
                .forEach(project -> parts.add(part(project, places)));
        String name = application.coordinates().artifactId();
        String version = application.coordinates().version();
        return new CompiledApplication(
                parts,
                order.stream().map(path -> places.getOrDefault(path, path)).toList(),
                Optional.empty(),
                Map.of("Implementation-Title", name, "Implementation-Version", version),
                new About(
                        Optional.of(version),
                        pom.url().or(() -> root().flatMap(Pom::url)),
                        pom.licenses().or(() -> root().flatMap(Pom::licenses))),
                watched(projects, order));
    }

    private static Part part(ProjectFacts project, Map<Path, Path> places) {
        return new Part(project.coordinates().artifactId(), places.getOrDefault(project.classes(), project.classes()));
    }

    private Watched watched(List<ProjectFacts> projects, List<Path> order) throws IOException {
        SortedSet<Path> folders = new TreeSet<>();
        SortedSet<Path> without = new TreeSet<>();
        SortedSet<Path> files = new TreeSet<>();
        for (ProjectFacts project : projects) {
            folders.add(project.folder());
            without.add(project.classes().resolveSibling("").normalize());
            project.compilation()
                    .ifPresent(compilation -> files.addAll(JavacArguments.classPath(compilation.arguments())));
        }
        without.removeAll(folders);
        files.addAll(order);
        files.removeIf(path -> !Files.isRegularFile(path));
        files.addAll(settings(folders));
        return new Watched(folders, files, without);
    }

    /** Extensions can make Maven do anything. */
    private boolean hasExtensions() {
        return Files.exists(reactor.root().resolve(EXTENSIONS));
    }

    /** Files besides the modules' own that decide what Maven does. */
    private Set<Path> settings(Collection<Path> folders) throws IOException {
        Set<Path> files = new TreeSet<>(Reactor.parentsOf(Set.copyOf(folders)));
        Path user = Path.of(System.getProperty("user.home"), ".m2");
        files.addAll(List.of(user.resolve("settings.xml"), user.resolve("toolchains.xml")));
        for (String name : List.of(".mvn/maven.config", ".mvn/jvm.config", EXTENSIONS)) {
            files.add(reactor.root().resolve(name));
        }
        return files;
    }

    /** What a parent from elsewhere says is about that, not about what is built here; so it is not asked. */
    private Optional<Pom> root() {
        try {
            return Optional.of(Pom.of(reactor.root()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
