package dev.davit.build.maven;

import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.fingerprint.Watched;
import dev.davit.build.java.ApplicationSource;
import dev.davit.build.java.CompiledApplication;
import dev.davit.build.java.CompiledApplication.About;
import dev.davit.build.java.CompiledApplication.Part;
import dev.davit.build.runtime.Jdk;
import java.io.IOException;
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

/** A project that Maven compiles: alone, or as a module of a reactor together with the modules it depends on. */
public final class MavenSource implements ApplicationSource {
    /** Libraries for the desk of a developer, which Spring Boot leaves out of an application too. */
    private static final List<String> DEVELOPMENT = List.of("spring-boot-devtools-", "spring-boot-docker-compose-");

    private final Path folder;
    private final Pom pom;
    private final Reactor reactor;
    private final Jdk jdk;

    private MavenSource(Path folder, Pom pom, Reactor reactor, Jdk jdk) {
        this.folder = folder;
        this.pom = pom;
        this.reactor = reactor;
        this.jdk = jdk;
    }

    /**
     * The project in this folder, if it has a {@code pom.xml}.
     *
     * @throws Failure when the project only holds others together
     */
    public static Optional<MavenSource> find(Path folder, Jdk jdk) throws IOException {
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
        return Optional.of(new MavenSource(folder, pom, Reactor.of(folder), jdk));
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
    public CompiledApplication compile(Optional<Set<Path>> changed, Progress.Step step) throws IOException {
        List<MavenModule> modules =
                new CleanCompile(reactor, new MavenRun(reactor.root(), folder, jdk)).run(changed, step);
        MavenModule application = modules.stream()
                .filter(module -> module.folder().equals(folder))
                .findFirst()
                .orElseThrow(() -> Failure.of(
                                Failure.Category.BUILD, "Maven was run for " + folder + " and did not build it")
                        .withFix("check that 'mvn -pl' and the project's profiles include it"));
        List<Path> order = application.classPath().stream()
                .filter(path -> DEVELOPMENT.stream()
                        .noneMatch(name -> path.getFileName().toString().startsWith(name)))
                .toList();
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(application.name(), application.classes()));
        modules.stream()
                .filter(module -> order.contains(module.classes()))
                .sorted(Comparator.comparingInt(module -> order.indexOf(module.classes())))
                .forEach(module -> parts.add(new Part(module.name(), module.classes())));
        return new CompiledApplication(
                parts,
                order,
                Optional.empty(),
                Map.of("Implementation-Title", application.name(), "Implementation-Version", application.version()),
                new About(Optional.of(application.version()), pom.url().or(this::rootUrl)),
                watched(modules, order));
    }

    private Watched watched(List<MavenModule> modules, List<Path> order) throws IOException {
        SortedSet<Path> folders = new TreeSet<>();
        SortedSet<Path> without = new TreeSet<>();
        for (MavenModule module : modules) {
            folders.add(module.folder());
            without.add(module.classes().resolveSibling(".").normalize());
        }
        without.removeAll(folders);
        Set<Path> files = settings(folders);
        order.stream().filter(Files::isRegularFile).forEach(files::add);
        return new Watched(folders, new TreeSet<>(files), without);
    }

    /** Files besides the modules' own that decide what Maven does. */
    private Set<Path> settings(Collection<Path> folders) throws IOException {
        Set<Path> files = new TreeSet<>(Reactor.parentsOf(Set.copyOf(folders)));
        Path user = Path.of(System.getProperty("user.home"), ".m2");
        files.addAll(List.of(user.resolve("settings.xml"), user.resolve("toolchains.xml")));
        Path own = reactor.root().resolve(".mvn");
        files.addAll(List.of(own.resolve("maven.config"), own.resolve("jvm.config"), own.resolve("extensions.xml")));
        return files;
    }

    private Optional<String> rootUrl() {
        try {
            return Pom.of(reactor.root()).url();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
