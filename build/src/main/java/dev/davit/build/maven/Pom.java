package dev.davit.build.maven;

import dev.davit.app.Failure;
import dev.davit.build.sbom.License;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * What a {@code pom.xml} says as it stands, without what it inherits.
 *
 * @param modules folders or pom files, as written, those of profiles included
 * @param parent where the parent's pom would be, as written or by Maven's default
 * @param licenses an SPDX license expression, where all that is stated is known as such
 */
record Pom(
        String artifactId,
        String packaging,
        List<String> modules,
        Optional<String> parent,
        Optional<String> url,
        Optional<String> licenses) {
    static final String FILE = "pom.xml";

    Pom {
        modules = List.copyOf(modules);
    }

    /** Reads the pom of a project's folder. */
    static Pom of(Path folder) throws IOException {
        return read(folder.resolve(FILE));
    }

    static Pom read(Path file) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            try (var in = Files.newInputStream(file)) {
                return of(builder.parse(in).getDocumentElement());
            }
        } catch (SAXException e) {
            throw Failure.of(Failure.Category.BUILD, file + " is not well-formed XML: " + e.getMessage())
                    .causedBy(e)
                    .withFix("correct it so that 'mvn validate' accepts it");
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the Java platform's XML parser lacks secure processing", e);
        }
    }

    private static Pom of(Element project) {
        List<String> modules = new ArrayList<>(texts(project, "modules", "module"));
        children(project, "profiles")
                .flatMap(profiles -> children(profiles, "profile"))
                .forEach(profile -> modules.addAll(texts(profile, "modules", "module")));
        Optional<String> url = children(project, "scm")
                .findFirst()
                .flatMap(scm -> text(scm, "url"))
                .or(() -> text(project, "url"));
        return new Pom(
                text(project, "artifactId").orElse(""),
                text(project, "packaging").orElse("jar"),
                modules,
                children(project, "parent")
                        .findFirst()
                        .map(parent -> text(parent, "relativePath").orElse("../" + FILE)),
                url.filter(text -> !text.contains("${")),
                License.expression(licenses(project)));
    }

    private static List<License> licenses(Element project) {
        return children(project, "licenses")
                .flatMap(licenses -> children(licenses, "license"))
                .map(license -> License.of(
                        text(license, "name").orElse(""),
                        Optional.of(text(license, "url").orElse(""))))
                .toList();
    }

    private static List<String> texts(Element parent, String list, String name) {
        return children(parent, list)
                .flatMap(element -> children(element, name))
                .map(element -> element.getTextContent().strip())
                .toList();
    }

    private static Optional<String> text(Element parent, String name) {
        return children(parent, name)
                .findFirst()
                .map(element -> element.getTextContent().strip());
    }

    private static Stream<Element> children(Element parent, String name) {
        return Stream.iterate(parent.getFirstChild(), node -> node != null, Node::getNextSibling)
                .filter(node -> node instanceof Element && name.equals(node.getNodeName()))
                .map(Element.class::cast);
    }
}
