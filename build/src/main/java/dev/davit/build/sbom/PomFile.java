package dev.davit.build.sbom;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
 * What a published {@code pom.xml} says of a library, as it stands. Values with variables count as not said.
 *
 * @param parent complete where it is there
 */
record PomFile(
        Optional<String> group,
        String name,
        Optional<String> version,
        Optional<Coordinates> parent,
        List<License> licenses) {
    PomFile {
        licenses = List.copyOf(licenses);
    }

    /** Reads a pom; nothing when it is not there or cannot be made sense of. */
    static Optional<PomFile> read(Path file) throws IOException {
        try {
            return parse(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    static Optional<PomFile> parse(byte[] xml) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            return of(builder.parse(new ByteArrayInputStream(xml)).getDocumentElement());
        } catch (SAXException e) {
            return Optional.empty();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the Java platform's XML parser lacks secure processing", e);
        }
    }

    /** The pom of these coordinates in a repository, if it is there. */
    static Optional<PomFile> find(Path repository, Coordinates coordinates) {
        try {
            String file = coordinates.name() + "-" + coordinates.version().orElse("") + ".pom";
            return read(repository.resolve(folder(coordinates)).resolve(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Where in a repository the files of these coordinates lie. */
    static Path folder(Coordinates coordinates) {
        return Path.of(
                coordinates.group().orElse("").replace('.', '/'),
                coordinates.name(),
                coordinates.version().orElse(""));
    }

    private static Optional<PomFile> of(Element project) {
        Optional<Coordinates> parent = children(project, "parent").findFirst().flatMap(PomFile::coordinates);
        List<License> licenses = children(project, "licenses")
                .flatMap(list -> children(list, "license"))
                .flatMap(license -> license(license).stream())
                .toList();
        return text(project, "artifactId")
                .map(name -> new PomFile(text(project, "groupId"), name, text(project, "version"), parent, licenses));
    }

    private static Optional<Coordinates> coordinates(Element element) {
        Optional<String> group = text(element, "groupId");
        Optional<String> name = text(element, "artifactId");
        Optional<String> version = text(element, "version");
        return group.isPresent() && name.isPresent() && version.isPresent()
                ? Optional.of(new Coordinates(group, name.get(), version))
                : Optional.empty();
    }

    private static Optional<License> license(Element element) {
        Optional<String> name = text(element, "name");
        Optional<String> url = text(element, "url");
        return name.isPresent() || url.isPresent() ? Optional.of(License.of(name.orElse(""), url)) : Optional.empty();
    }

    private static Optional<String> text(Element parent, String name) {
        return children(parent, name)
                .findFirst()
                .map(element -> element.getTextContent().strip())
                .filter(text -> !text.isEmpty() && !text.contains("${"));
    }

    private static Stream<Element> children(Element parent, String name) {
        return Stream.iterate(parent.getFirstChild(), node -> node != null, Node::getNextSibling)
                .filter(node -> node instanceof Element && name.equals(node.getNodeName()))
                .map(Element.class::cast);
    }
}
