package dev.davit.bench.images;

import dev.davit.bench.measure.Ratio;
import dev.davit.bench.measure.Report;
import dev.davit.bench.measure.Series;
import dev.davit.bench.process.Program;
import dev.davit.bench.process.ProgramException;
import dev.davit.bench.sample.SampleApp;
import dev.davit.bench.tool.DavitPush;
import dev.davit.bench.tool.DockerBuild;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** From {@code docker run} to the first answer of 200: the same application in Davit's image and on a stock JRE image. */
final class Starts {
    private static final String GROUP = "container start to 200";
    private static final double TARGET = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String DAVIT = "davit, AOT cache";
    private static final String STOCK = "fat jar on a JRE image";

    private final Setting setting;
    private final int runs;

    Starts(Setting setting, int runs) {
        this.setting = setting;
        this.runs = runs;
    }

    void measure(Report report) throws IOException {
        SampleApp app = SampleApp.generate(setting.work().resolve("apps/start"));
        Map<String, String> images = new LinkedHashMap<>();
        images.put(DAVIT, davit(app, "--aot"));
        images.put("davit", davit(app, "--no-aot"));
        images.put(STOCK, stock(app));
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        // Removed before their images are, which else cannot be.
        setting.cleanUp().add(() -> DockerBuild.removeContainers(setting.work()));
        // The first round fills the machine's caches, and does not count.
        for (int round = 0; round <= runs; round++) {
            for (var image : images.entrySet()) {
                double seconds = start(image.getValue());
                Setting.say(String.format(
                        java.util.Locale.ROOT, "%d/%d start of %s: %.2f s", round, runs, image.getKey(), seconds));
                if (round > 0) {
                    samples.computeIfAbsent(image.getKey(), _ -> new ArrayList<>())
                            .add(seconds);
                }
            }
        }
        samples.forEach((name, seconds) -> report.add(new Series(GROUP, name, "s", seconds)));
        Series davit = new Series(GROUP, DAVIT, "s", samples.getOrDefault(DAVIT, List.of()));
        Series stock = new Series(GROUP, STOCK, "s", samples.getOrDefault(STOCK, List.of()));
        report.add(Ratio.lessIsBetter(davit, stock, TARGET));
    }

    private String davit(SampleApp app, String option) throws IOException {
        String image = setting.registry().address() + "/bench/start" + option + ":1";
        Files.writeString(app.folder().resolve("davit.yaml"), """
                name: shop
                image: {build: ., port: 8080}
                """);
        Path home = setting.work().resolve("home/start");
        Program push = new DavitPush("davit", setting.davit(), app.folder(), home, List.of(image, option))
                .buildAndPush()
                .getFirst();
        push.run();
        setting.cleanUp().add(() -> DockerBuild.remove(setting.work(), image));
        Program.of(setting.work(), "docker", "pull", "-q", image).run();
        return image;
    }

    private String stock(SampleApp app) throws IOException {
        String image = setting.registry().address() + "/bench/start-stock:1";
        app.write("Dockerfile", """
                ARG BASE
                FROM ${BASE}
                LABEL dev.davit.bench=true
                COPY target/app.jar /app.jar
                ENTRYPOINT ["java", "-jar", "/app.jar"]
                """);
        Program.of(app.folder(), "mvn", "-q", "-B", "-DskipTests", "package").run();
        setting.cleanUp().add(() -> DockerBuild.remove(setting.work(), image));
        Program.of(app.folder(), "docker", "build", "-q", "--build-arg", "BASE=" + setting.stock(), "-t", image, ".")
                .run();
        return image;
    }

    private double start(String image) throws IOException {
        long started = System.nanoTime();
        String container = Program.of(
                        setting.work(),
                        "docker",
                        "run",
                        "-d",
                        "--label",
                        DockerBuild.MARK,
                        "-p",
                        "127.0.0.1::8080",
                        image)
                .run()
                .output()
                .trim();
        Program remove = Program.of(setting.work(), "docker", "rm", "-f", container);
        try {
            String address = Program.of(setting.work(), "docker", "port", container, "8080/tcp")
                    .run()
                    .output()
                    .lines()
                    .findFirst()
                    .orElseThrow();
            awaitAnswer(URI.create("http://" + address + "/"));
            return (System.nanoTime() - started) / 1e9;
        } finally {
            remove.run();
        }
    }

    private static void awaitAnswer(URI uri) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (System.nanoTime() < end) {
                try {
                    if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    // Not yet.
                }
                LockSupport.parkNanos(5_000_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        throw new ProgramException(uri + " did not answer with 200");
    }
}
