package dev.davit.build.sbom;

import dev.davit.build.runtime.RuntimeLayer;
import dev.davit.image.Image;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Puts a bill together (CycloneDX 1.6). The same image and components give the same bill. */
final class Bill {
    private static final String ANNOTATION = "org.opencontainers.image.";
    private static final String APPLICATION = RuntimeLayer.APP + "/app.jar";

    private Bill() {}

    static Map<String, Object> of(Image image, List<Map<String, Object>> found, Optional<String> davit) {
        Map<String, String> says = image.manifest().annotations();
        Map<String, Object> bill = new LinkedHashMap<>();
        bill.put("bomFormat", "CycloneDX");
        bill.put("specVersion", "1.6");
        bill.put(
                "serialNumber",
                "urn:uuid:" + UUID.nameUUIDFromBytes(image.digest().toString().getBytes(StandardCharsets.UTF_8)));
        bill.put("version", 1);
        List<Map<String, Object>> components = new ArrayList<>();
        base(says).ifPresent(components::add);
        found.stream().filter(component -> !isApplication(component)).forEach(components::add);
        Map<String, Object> metadata = new LinkedHashMap<>();
        Optional.ofNullable(says.get(ANNOTATION + "created")).ifPresent(time -> metadata.put("timestamp", time));
        Component tool = Component.of("application", "davit");
        davit.ifPresent(tool::version);
        metadata.put("tools", Map.of("components", List.of(tool.json(Optional.empty()))));
        metadata.put("component", application(image, says, found));
        bill.put("metadata", metadata);
        bill.put("components", components);
        return bill;
    }

    private static Map<String, Object> application(
            Image image, Map<String, String> says, List<Map<String, Object>> found) {
        String name = says.getOrDefault(ANNOTATION + "title", "application");
        Component application = Component.of("application", name);
        Optional.ofNullable(says.get(ANNOTATION + "version")).ifPresent(application::version);
        Optional.ofNullable(says.get(ANNOTATION + "revision"))
                .ifPresent(commit -> application.properties(Map.of("davit:revision", commit)));
        Map<String, Object> json = application.json(Optional.of(image.digest().toString()));
        found.stream()
                .filter(Bill::isApplication)
                .findFirst()
                .ifPresent(jar -> json.put("hashes", jar.getOrDefault("hashes", List.of())));
        Optional.ofNullable(says.get(ANNOTATION + "source"))
                .filter(url -> url.matches("[a-z+]+:[!-~]+"))
                .ifPresent(url -> {
                    Map<String, Object> reference = new LinkedHashMap<>();
                    reference.put("type", "vcs");
                    reference.put("url", url);
                    json.put("externalReferences", List.of(reference));
                });
        return json;
    }

    private static Optional<Map<String, Object>> base(Map<String, String> says) {
        String name = says.get(ANNOTATION + "base.name");
        if (name == null) {
            return Optional.empty();
        }
        Component base = Component.of("container", name);
        Optional.ofNullable(says.get(ANNOTATION + "base.digest")).ifPresent(base::version);
        return Optional.of(base.json(Optional.of("base")));
    }

    private static boolean isApplication(Map<String, Object> component) {
        return APPLICATION.equals(component.get("bom-ref"));
    }
}
