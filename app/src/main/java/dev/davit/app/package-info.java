/**
 * The app description and what grows out of it: {@link dev.davit.app.App} is what {@code davit.yaml} says,
 * {@link dev.davit.app.Release} is an image digest with the description it ships with, and
 * {@link dev.davit.app.Platform} is a place where a service can run.
 *
 * <p>{@link dev.davit.app.AppReader} is the only way from a file to an {@code App}; everything after it works with
 * checked values.
 */
@NullMarked
package dev.davit.app;

import org.jspecify.annotations.NullMarked;
