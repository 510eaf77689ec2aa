package dev.davit.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where and when a benchmark ran.
 *
 * @param load the load average of the last minute before it began: what else the machine had to do
 * @param tools versions by name
 */
public record Machine(Instant time, int processors, String processor, double load, Map<String, String> tools) {
    public Machine {
        tools = Collections.unmodifiableMap(new LinkedHashMap<>(tools));
    }

    /** This machine now. */
    public static Machine now(Map<String, String> tools) throws IOException {
        double load =
                Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
        String processor = Files.readString(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
        return new Machine(Instant.now(), Runtime.getRuntime().availableProcessors(), processor, load, tools);
    }
}
