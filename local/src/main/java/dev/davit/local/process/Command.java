package dev.davit.local.process;

import dev.davit.image.ContainerConfig;
import dev.davit.local.runtime.TaskSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an image's application is started with.
 *
 * @param workingFolder inside the root file system
 * @param hostFolder where the first process of the task starts
 */
record Command(
        List<String> line, Map<String, String> environment, String workingFolder, Path hostFolder, ImageUser user) {
    private static final Pattern SHELL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /**
     * @throws IllegalArgumentException when the image does not say what to start, or names a user it does not know
     */
    static Command of(ContainerConfig config, TaskSpec spec, Path root, int port, Isolation isolation) {
        List<String> line = new ArrayList<>(config.entrypoint());
        line.addAll(config.cmd());
        if (line.isEmpty()) {
            throw new IllegalArgumentException("the image has neither an entry point nor a command");
        }
        ImageUser user = ImageUser.resolve(config.user(), root);
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", DEFAULT_PATH);
        environment.put("HOME", user.home());
        environment.putAll(config.env());
        environment.put("HOST", "127.0.0.1");
        environment.putAll(spec.environment(port));
        String workingFolder = config.workingDir().isEmpty() ? "/" : config.workingDir();
        if (isolation != Isolation.NONE) {
            return new Command(line, environment, workingFolder, root, user);
        }
        line.replaceAll(argument -> onHost(argument, root));
        environment.replaceAll((_, value) -> onHost(value, root));
        Path hostFolder = root.resolve(workingFolder.substring(1)).normalize();
        return new Command(line, environment, workingFolder, Files.isDirectory(hostFolder) ? hostFolder : root, user);
    }

    /**
     * What makes a shell hand on the variables whose names are none in a shell, such as {@code spring.main.banner-mode}:
     * it would drop them. Nothing when there are no such.
     */
    String unusualVariables(String env) {
        String assignments = environment.entrySet().stream()
                .filter(variable -> !SHELL_NAME.matcher(variable.getKey()).matches())
                .map(variable -> quoted(variable.getKey() + "=" + variable.getValue()))
                .collect(Collectors.joining(" "));
        return assignments.isEmpty() ? "" : "set -- " + quoted(env) + " " + assignments + " \"$@\"\n";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** Turns each path of a text that the root file system has into one that leads there on the host. */
    private static String onHost(String text, Path root) {
        return Arrays.stream(text.split(":", -1))
                .map(part -> part.length() > 1 && part.startsWith("/") && Files.exists(root.resolve(part.substring(1)))
                        ? root.resolve(part.substring(1)).toString()
                        : part)
                .collect(Collectors.joining(":"));
    }
}
