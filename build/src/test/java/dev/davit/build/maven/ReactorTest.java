package dev.davit.build.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.davit.app.Failure;
import dev.davit.build.runtime.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReactorTest {
    private static final Jdk JDK = Jdk.at(Path.of(System.getProperty("java.home")));

    @TempDir
    Path folder;

    @BeforeEach
    void reactor() throws IOException {
        pom("pom.xml", "<packaging>pom</packaging><modules><module>group/web</module><module>core</module></modules>");
        pom("core/pom.xml", "<parent><relativePath>../parents/base.xml</relativePath></parent>");
        pom(
                "group/web/pom.xml",
                "<parent><artifactId>root</artifactId></parent><scm><url>https://x.example</url></scm>");
        pom("parents/base.xml", "");
        pom("apart/pom.xml", "");
    }

    @Test
    void moduleBelongsToTheTopmostFolderThatListsIt() throws IOException {
        Reactor reactor = Reactor.of(folder.resolve("group/web"));

        assertThat(reactor.root()).isEqualTo(folder);
        assertThat(reactor.folders()).containsExactly(folder, folder.resolve("core"), folder.resolve("group/web"));
        assertThat(MavenSource.find(folder.resolve("group/web"), JDK, folder.resolve("cache")))
                .hasValueSatisfying(source -> assertThat(source.description())
                        .isEqualTo("Maven module group/web of the reactor at " + folder));
    }

    @Test
    void projectThatNobodyListsStandsAlone() throws IOException {
        assertThat(Reactor.of(folder.resolve("apart")).root()).isEqualTo(folder.resolve("apart"));
    }

    @Test
    void parentsOutsideTheReactorCount() throws IOException {
        assertThat(Reactor.parentsOf(Set.of(folder, folder.resolve("core"))))
                .containsExactly(folder.resolve("parents/base.xml"));
    }

    @Test
    void aggregatorIsRefusedWithItsModules() {
        assertThatThrownBy(() -> MavenSource.find(folder, JDK, folder.resolve("cache")))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .satisfies(failure -> {
                    assertThat(failure.details()).containsExactly("group/web", "core");
                    assertThat(failure.fix())
                            .hasValueSatisfying(fix -> assertThat(fix).contains("image: {build: group/web}"));
                });
    }

    @Test
    void malformedPomIsToldWithItsPath() throws IOException {
        Files.writeString(folder.resolve("apart/pom.xml"), "<project>");

        assertThatThrownBy(() -> MavenSource.find(folder.resolve("apart"), JDK, folder.resolve("cache")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("apart/pom.xml is not well-formed XML");
    }

    private void pom(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "<project><artifactId>a</artifactId>" + content + "</project>");
    }
}
