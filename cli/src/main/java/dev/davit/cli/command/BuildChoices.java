package dev.davit.cli.command;

import dev.davit.app.App;
import dev.davit.build.BuildOptions;
import dev.davit.build.base.Registries;
import dev.davit.image.ImageReference;
import dev.davit.image.registry.RegistryClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that build can be told. */
final class BuildChoices {
    @Option(
            names = "--pull",
            description =
                    "Ask the registry what the tag of image.base means by now (default: keep to what the last build"
                            + " was made on).")
    private boolean pull;

    @Mixin
    private RegistryOptions registries;

    @Option(
            names = "--aot",
            negatable = true,
            description =
                    "Put an AOT cache into a Java image, which then starts faster; for that the app is started once,"
                            + " apart from this machine and its network (default: push does).")
    private @Nullable Boolean aot;

    /** @param aotOtherwise whether this command wants an AOT cache when neither it nor the description says so */
    BuildOptions options(App app, boolean aotOtherwise) {
        boolean wanted = aot == null ? app.image().java().aot().orElse(aotOtherwise) : aot;
        return BuildOptions.DEFAULTS.withPull(pull).withAot(wanted);
    }

    /** Where base images come from. */
    Registries registries(Session session) {
        return () -> registries.toPull(session);
    }

    /** Where the image goes. */
    RegistryClient toPush(Session session, ImageReference target) {
        return registries.toPush(session, target);
    }
}
