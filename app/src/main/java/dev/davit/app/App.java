package dev.davit.app;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One web application as its description gives it, every default filled in.
 *
 * @param name names the service on every platform; a DNS label
 * @param count how many tasks are kept running
 * @param variables environment variables of each task, in the order of the description
 */
public record App(
        AppName name,
        ImageSpec image,
        Http http,
        Resources resources,
        int count,
        Map<String, String> variables,
        DeploymentPolicy deployment) {
    public static final int DEFAULT_COUNT = 2;

    public App {
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    /** An app about which nothing is known but its name and where its source lies. */
    public static App ofDefaults(AppName name, ImageSpec image) {
        return new App(
                name, image, Http.DEFAULTS, Resources.DEFAULTS, DEFAULT_COUNT, Map.of(), DeploymentPolicy.DEFAULTS);
    }
}
