package dev.davit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.davit.image.ImageReference;
import dev.davit.image.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppReaderTest {
    @TempDir
    private Path folder;

    @Test
    void everythingHasADefaultWhenThereIsNoFile() throws IOException {
        Path source = Files.createDirectory(folder.resolve("My Shop_2"));

        App app = AppReader.read(source, Optional.empty(), Optional.empty());

        assertThat(app.name().value()).isEqualTo("my-shop-2");
        assertThat(app.image().context()).isEqualTo(source);
        assertThat(app.image().repository()).isEmpty();
        assertThat(app.image().port()).isEqualTo(5000);
        assertThat(app.image().java().mainClass()).isEmpty();
        assertThat(app.image().base()).isEqualTo(Base.SCRATCH);
        assertThat(app.http().healthCheck().path()).isEqualTo("/");
        assertThat(app.http().healthCheck().successCodes()).hasToString("200-399");
        assertThat(app.http().healthCheck().interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(app.http().healthCheck().timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(app.http().healthCheck().healthyThreshold()).isEqualTo(2);
        assertThat(app.http().healthCheck().unhealthyThreshold()).isEqualTo(3);
        assertThat(app.http().healthCheck().gracePeriod()).isEqualTo(Duration.ofSeconds(60));
        assertThat(app.http().algorithm()).isEqualTo(Http.Algorithm.ROUND_ROBIN);
        assertThat(app.http().deregistrationDelay()).isEqualTo(Duration.ofSeconds(30));
        assertThat(app.resources()).isEqualTo(new Resources(256, 512));
        assertThat(app.count()).isEqualTo(2);
        assertThat(app.variables()).isEmpty();
        assertThat(app.deployment()).isEqualTo(new DeploymentPolicy(100, 200));
    }

    @Test
    void anEmptyFileIsAllDefaults() throws IOException {
        assertThat(read("").count()).isEqualTo(2);
    }

    @Test
    void everyKeyIsRead() throws IOException {
        App app = read("""
                name: shop
                image:
                  build: web
                  repository: docker.io/acme/shop
                  port: 8080
                  base: eclipse-temurin:25-jre
                  platforms: [linux/amd64, linux/arm64]
                  java: {main: com.acme.Main, modules: [jdk.jfr], options: [-Xss256k], aot: false}
                http:
                  healthcheck: {path: /health, success_codes: 200, interval: 500ms, timeout: 250ms,
                                healthy_threshold: 3, unhealthy_threshold: 4, grace_period: 2m}
                  algorithm: least_outstanding_requests
                  deregistration_delay: 1h
                cpu: 1024
                memory: 2048
                count: 5
                variables: {GREETING: Hello, EMPTY: "", NUMBER: 7}
                deployment: {minimum_healthy: 50, maximum: 150}
                """);

        assertThat(app.name().value()).isEqualTo("shop");
        assertThat(app.image().context()).isEqualTo(folder.resolve("web"));
        assertThat(app.image().repository().orElseThrow().name()).isEqualTo("docker.io/acme/shop");
        assertThat(app.image().port()).isEqualTo(8080);
        assertThat(app.image().java())
                .isEqualTo(new JavaOptions(
                        Optional.of("com.acme.Main"), List.of("jdk.jfr"), List.of("-Xss256k"), Optional.of(false)));
        assertThat(app.image().base())
                .isEqualTo(new Base(
                        new Base.Image(ImageReference.parse("eclipse-temurin:25-jre")),
                        List.of(Platform.of("linux", "amd64"), Platform.of("linux", "arm64")),
                        Optional.of(new Place(folder.resolve("davit.yaml"), 6, 9))));
        assertThat(app.http())
                .isEqualTo(new Http(
                        new HealthCheck(
                                "/health",
                                new HealthCheck.SuccessCodes(200, 200),
                                Duration.ofMillis(500),
                                Duration.ofMillis(250),
                                3,
                                4,
                                Duration.ofMinutes(2)),
                        Http.Algorithm.LEAST_OUTSTANDING_REQUESTS,
                        Duration.ofHours(1)));
        assertThat(app.resources()).isEqualTo(new Resources(1024, 2048));
        assertThat(app.count()).isEqualTo(5);
        assertThat(app.variables())
                .containsExactly(Map.entry("GREETING", "Hello"), Map.entry("EMPTY", ""), Map.entry("NUMBER", "7"));
        assertThat(app.deployment()).isEqualTo(new DeploymentPolicy(50, 150));
    }

    @Test
    void everyProblemIsReportedAtOnceWithItsPlace() {
        Failure failure = failureOf("""
                nmae: shop
                image: {port: 70000}
                count: two
                http:
                  healthcheck: {path: health, interval: 5}
                variables: [A]
                """);

        assertThat(failure.category()).isEqualTo(Failure.Category.USAGE);
        assertThat(failure.details())
                .containsExactly(
                        at("1:1: unknown key 'nmae'; did you mean 'name'?"),
                        at("2:15: image.port: '70000': expected a whole number from 1 to 65535"),
                        at("3:8: count: 'two': expected a whole number from 0 to 10000"),
                        at("5:23: http.healthcheck.path: 'health' is not a request path: expected one that starts with"
                                + " '/', such as '/health'"),
                        at("5:41: http.healthcheck.interval: '5' is not a duration: expected a number with ms, s, m or"
                                + " h, such as '30s'"),
                        at("6:12: 'variables' holds keys and values, not a list"));
    }

    @Test
    void valuesThatContradictEachOtherAreAProblem() {
        assertThat(failureOf("deployment: {minimum_healthy: 100, maximum: 100}\n")
                        .details())
                .singleElement()
                .asString()
                .contains(":1:13: a rollout cannot move");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: [' | 1:5",
                "'name: a\nname: b' | 2:1: the key 'name' stands here a second time",
                "'- a' | 1:1: expected keys and values",
                "'name: Shop' | 1:7: name: 'Shop' is not a name",
                "'image: {build: [a]}' | 1:16: 'image.build' is a single value, not a list",
            })
    void brokenYamlIsReportedWithItsPlace(String text, String problem) {
        assertThat(failureOf(text).details()).singleElement().asString().contains(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "./jre, jre",
        "../jre, ../jre",
        "., ''",
        "jre/root.tar.gz, jre/root.tar.gz",
        "root.tar.zst, root.tar.zst",
        "/srv/jre, /srv/jre",
    })
    void aBaseThatLooksLikeAPathIsARootFileSystem(String text, String path) throws IOException {
        assertThat(read("image: {base: " + text + "}").image().base().origin())
                .isEqualTo(new Base.RootFilesystem(folder.resolve(path).normalize()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'image: {base: Debian}' | 1:15: image.base: Not an image reference",
                "'image: {platforms: [linux]}' | 1:21: image.platforms: Not a platform",
                "'image: {platforms: linux/amd64}' | 1:20: 'image.platforms' is a list",
                "'image: {platforms: [[a]]}' | 1:21: the items of 'image.platforms' are single values",
                "'image: {platforms: [linux/amd64, linux/x86_64]}' | 1:8: a platform is named twice",
            })
    void aBaseThatIsNoneIsReportedWithItsPlace(String text, String problem) {
        assertThat(failureOf(text).details()).singleElement().asString().contains(problem);
    }

    @Test
    void anEnvironmentIsLaidOverTheRest() throws IOException {
        Files.writeString(folder.resolve("davit.yaml"), """
                count: 3
                variables: {A: "1", B: "2"}
                environments:
                  staging: {count: 1, variables: {B: "3"}}
                  production:
                """);

        App staging = AppReader.read(folder, Optional.empty(), Optional.of("staging"));
        App production = AppReader.read(folder, Optional.empty(), Optional.of("production"));

        assertThat(staging.count()).isEqualTo(1);
        assertThat(staging.variables()).containsOnly(Map.entry("A", "1"), Map.entry("B", "3"));
        assertThat(production.count()).isEqualTo(3);
    }

    @Test
    void anUnknownEnvironmentIsNamedWithTheKnownOnes() throws IOException {
        Files.writeString(folder.resolve("davit.yaml"), "environments: {staging: {count: 1}}\n");

        Failure failure = catchThrowableOfType(
                Failure.class, () -> AppReader.read(folder, Optional.empty(), Optional.of("stagign")));

        assertThat(failure.category()).isEqualTo(Failure.Category.USAGE);
        assertThat(failure).hasMessageContaining("no environment 'stagign'");
        assertThat(failure.fix()).hasValue("choose one of: staging");
    }

    @Test
    void aFileThatWasAskedForMustExist() {
        Failure failure = catchThrowableOfType(
                Failure.class,
                () -> AppReader.read(folder, Optional.of(folder.resolve("other.yaml")), Optional.empty()));

        assertThat(failure.category()).isEqualTo(Failure.Category.USAGE);
        assertThat(failure).hasMessageContaining("other.yaml");
    }

    private App read(String text) throws IOException {
        Files.writeString(folder.resolve("davit.yaml"), text);
        return AppReader.read(folder, Optional.empty(), Optional.empty());
    }

    private Failure failureOf(String text) {
        return catchThrowableOfType(Failure.class, () -> read(text));
    }

    private String at(String problem) {
        return folder.resolve("davit.yaml") + ":" + problem;
    }
}
