package dev.davit.app;

import dev.davit.app.HealthCheck.SuccessCodes;
import dev.davit.image.ImageReference;
import dev.davit.image.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads app descriptions. Every problem of a description is found before any is reported. */
public final class AppReader {
    /** The name under which a description is looked for. */
    public static final String FILE_NAME = "davit.yaml";

    private AppReader() {}

    /**
     * Reads the description of the application in a folder, or makes one of defaults where the folder holds none.
     *
     * @param folder where {@value #FILE_NAME} is looked for
     * @param file a description to read instead; its own folder is then what its paths are relative to
     * @param environment its part of the description is laid over the rest
     * @throws Failure of category USAGE when there is no such file or environment, or the description is wrong
     */
    public static App read(Path folder, Optional<Path> file, Optional<String> environment) {
        Path path = file.orElse(folder.resolve(FILE_NAME)).toAbsolutePath().normalize();
        if (file.isEmpty() && !Files.exists(path)) {
            if (environment.isPresent()) {
                throw Failure.of(
                                Failure.Category.USAGE,
                                "there is no environment '" + environment.get() + "': " + folder + " has no "
                                        + FILE_NAME)
                        .withFix("describe it under 'environments:' in " + FILE_NAME);
            }
            Path source = folder.toAbsolutePath().normalize();
            return App.ofDefaults(nameOf(source), ImageSpec.ofSource(source));
        }
        DescriptionFile description = DescriptionFile.load(path);
        environment.ifPresent(description::overlayEnvironment);
        App app = app(description.root(), path.resolveSibling("."));
        description.reportProblems();
        return app;
    }

    private static AppName nameOf(Path folder) {
        return AppName.fromFolder(
                folder.getFileName() == null ? "" : folder.getFileName().toString());
    }

    private static App app(Section root, Path folder) {
        Path home = folder.normalize();
        AppName name = root.text("name", AppName::new, nameOf(home));
        ImageSpec image = image(root, home);
        Http http = http(root.section("http"));
        Resources resources = new Resources(
                root.integer("cpu", Resources.DEFAULTS.cpu(), 1, 1 << 20),
                root.integer("memory", Resources.DEFAULTS.memory(), 16, 1 << 24));
        int count = root.integer("count", App.DEFAULT_COUNT, 0, 10_000);
        Map<String, String> variables = variables(root.section("variables"));
        DeploymentPolicy deployment = deployment(root.section("deployment"));
        root.ignore("environments");
        root.rejectOtherKeys();
        return new App(name, image, http, resources, count, variables, deployment);
    }

    private static ImageSpec image(Section root, Path home) {
        Section image = root.section("image");
        Path context = image.text("build", home::resolve, home).normalize();
        Optional<ImageReference> repository =
                image.text("repository", text -> Optional.of(ImageReference.parse(text)), Optional.empty());
        int port = image.integer("port", ImageSpec.DEFAULT_PORT, 1, 65_535);
        Section java = image.section("java");
        JavaOptions options = new JavaOptions(
                java.text("main", Optional::of, Optional.empty()),
                java.texts("modules"),
                java.texts("options"),
                java.text("aot", text -> Optional.of(flag(text)), Optional.empty()));
        java.rejectOtherKeys();
        Base base = base(image, home);
        image.rejectOtherKeys();
        return new ImageSpec(context, repository, port, options, base);
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }

    private static Base base(Section image, Path home) {
        Base.Origin origin = image.text("base", text -> Base.Origin.parse(text, home), Base.SCRATCH.origin());
        List<Platform> platforms = image.list("platforms", Platform::parse);
        Optional<Place> place = image.placeOf("base").or(() -> image.placeOf("platforms"));
        return image.checked(() -> new Base(origin, platforms, place), Base.SCRATCH);
    }

    private static Http http(Section http) {
        Section section = http.section("healthcheck");
        HealthCheck defaults = HealthCheck.DEFAULTS;
        HealthCheck check = section.checked(
                () -> new HealthCheck(
                        section.text("path", HealthCheck::requirePath, defaults.path()),
                        section.text("success_codes", SuccessCodes::parse, defaults.successCodes()),
                        section.duration("interval", defaults.interval()),
                        section.duration("timeout", defaults.timeout()),
                        section.integer("healthy_threshold", defaults.healthyThreshold(), 1, 10),
                        section.integer("unhealthy_threshold", defaults.unhealthyThreshold(), 1, 10),
                        section.duration("grace_period", defaults.gracePeriod())),
                defaults);
        section.rejectOtherKeys();
        Http.Algorithm algorithm = http.choice("algorithm", Http.Algorithm.class, Http.DEFAULTS.algorithm());
        Duration delay = http.duration("deregistration_delay", Http.DEFAULTS.deregistrationDelay());
        http.rejectOtherKeys();
        return new Http(check, algorithm, delay);
    }

    private static DeploymentPolicy deployment(Section section) {
        DeploymentPolicy policy = section.checked(
                () -> new DeploymentPolicy(
                        section.integer("minimum_healthy", DeploymentPolicy.DEFAULTS.minimumHealthy(), 0, 100),
                        section.integer("maximum", DeploymentPolicy.DEFAULTS.maximum(), 100, 1000)),
                DeploymentPolicy.DEFAULTS);
        section.rejectOtherKeys();
        return policy;
    }

    private static Map<String, String> variables(Section section) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String name : section.keys()) {
            variables.put(name, section.text(name, text -> text, ""));
        }
        return variables;
    }
}
