package dev.davit.build.sbom;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A license as a library states it, with the SPDX identifier where it is one of the usual ones.
 *
 * @param name as stated, never empty
 */
public record License(String name, Optional<String> url) {
    private static final Map<String, String> SPDX = Map.ofEntries(
            Map.entry("apache-2.0", "Apache-2.0"),
            Map.entry("apache license, version 2.0", "Apache-2.0"),
            Map.entry("apache license version 2.0", "Apache-2.0"),
            Map.entry("apache license 2.0", "Apache-2.0"),
            Map.entry("apache 2.0", "Apache-2.0"),
            Map.entry("the apache license, version 2.0", "Apache-2.0"),
            Map.entry("the apache software license, version 2.0", "Apache-2.0"),
            Map.entry("apache.org/licenses/license-2.0", "Apache-2.0"),
            Map.entry("mit", "MIT"),
            Map.entry("mit license", "MIT"),
            Map.entry("the mit license", "MIT"),
            Map.entry("the mit license (mit)", "MIT"),
            Map.entry("opensource.org/licenses/mit", "MIT"),
            Map.entry("opensource.org/licenses/mit-license", "MIT"),
            Map.entry("eclipse public license 2.0", "EPL-2.0"),
            Map.entry("eclipse public license v. 2.0", "EPL-2.0"),
            Map.entry("eclipse public license - v 2.0", "EPL-2.0"),
            Map.entry("epl 2.0", "EPL-2.0"),
            Map.entry("epl-2.0", "EPL-2.0"),
            Map.entry("eclipse.org/legal/epl-2.0", "EPL-2.0"),
            Map.entry("eclipse public license - v 1.0", "EPL-1.0"),
            Map.entry("eclipse public license 1.0", "EPL-1.0"),
            Map.entry("epl-1.0", "EPL-1.0"),
            Map.entry("eclipse.org/legal/epl-v10", "EPL-1.0"),
            Map.entry("edl 1.0", "BSD-3-Clause"),
            Map.entry("eclipse distribution license - v 1.0", "BSD-3-Clause"),
            Map.entry("eclipse.org/org/documents/edl-v10", "BSD-3-Clause"),
            Map.entry("bsd-3-clause", "BSD-3-Clause"),
            Map.entry("bsd-2-clause", "BSD-2-Clause"),
            Map.entry("gpl2 w/ cpe", "GPL-2.0-with-classpath-exception"),
            Map.entry("gnu lesser general public license", "LGPL-2.1-or-later"),
            Map.entry("lgpl-2.1-or-later", "LGPL-2.1-or-later"),
            Map.entry("mpl-2.0", "MPL-2.0"),
            Map.entry("mpl 2.0", "MPL-2.0"),
            Map.entry("public domain, per creative commons cc0", "CC0-1.0"),
            Map.entry("cc0-1.0", "CC0-1.0"),
            Map.entry("mit-0", "MIT-0"));

    /** The license that an element of a pom states by name or address; one of both is there. */
    public static License of(String name, Optional<String> url) {
        String stated = name.strip();
        return stated.isEmpty() ? new License(url.orElseThrow(), url) : new License(stated, url);
    }

    /**
     * One expression (SPDX specification, "SPDX license expressions") for licenses that a user may choose from; none where
     * one of them has no identifier that is known here.
     */
    public static Optional<String> expression(List<License> licenses) {
        List<String> ids = licenses.stream()
                .flatMap(license -> license.id().stream())
                .distinct()
                .toList();
        return !licenses.isEmpty()
                        && licenses.stream().allMatch(license -> license.id().isPresent())
                ? Optional.of(String.join(" OR ", ids))
                : Optional.empty();
    }

    /** As a bill has it. */
    Map<String, Object> json() {
        Map<String, Object> license = new LinkedHashMap<>();
        Optional<String> id = id();
        license.put(id.isPresent() ? "id" : "name", id.orElse(name));
        url.filter(text -> text.matches("https?://[!-~]+")).ifPresent(text -> license.put("url", text));
        return Map.of("license", license);
    }

    private Optional<String> id() {
        return Optional.ofNullable(SPDX.get(plain(name))).or(() -> url.map(text -> SPDX.get(plain(text))));
    }

    private static String plain(String text) {
        return text.strip()
                .toLowerCase(Locale.ROOT)
                .replaceFirst("^https?://(www\\.)?", "")
                .replaceFirst("\\.(txt|html|php)$", "")
                .replaceFirst("/$", "");
    }
}
