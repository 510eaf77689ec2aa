package dev.davit.cli.command;

import dev.davit.app.Failure;
import dev.davit.app.Failure.Category;
import dev.davit.image.credential.CredentialException;
import dev.davit.image.registry.RegistryException;
import dev.davit.image.store.ImageStoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Turns what other modules throw into failures that a person can act on. */
final class Failures {
    private Failures() {}

    static Failure unexpected(Throwable thrown) {
        return switch (thrown) {
            case Failure failure -> failure;
            case RegistryException e -> registry(e);
            case CredentialException e -> Failure.of(Category.REGISTRY, text(e)).causedBy(e);
            case ImageStoreException e -> Failure.of(Category.FAILED, text(e)).causedBy(e);
            case UncheckedIOException e -> unexpected(Objects.requireNonNull(e.getCause()));
            case IOException e ->
                Failure.of(Category.FAILED, text(e))
                        .withFix("run the command again with -v for where it happened")
                        .causedBy(e);
            default ->
                Failure.of(Category.FAILED, "davit itself went wrong: " + thrown)
                        .withFix("run the command again with -v and report what it prints")
                        .causedBy(thrown);
        };
    }

    private static Failure registry(RegistryException e) {
        Failure failure = Failure.of(Category.REGISTRY, e.problem()).causedBy(e);
        return e.nextStep().isEmpty() ? failure : failure.withFix(e.nextStep());
    }

    private static String text(Throwable thrown) {
        return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    }
}
