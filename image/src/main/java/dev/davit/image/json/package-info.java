/**
 * JSON as this library needs it: a document is plain maps, lists, strings and numbers, read strictly and written
 * deterministically. Built on the streaming parser alone, because a full object mapper takes a third of a second to
 * start, which is longer than most commands run.
 */
@NullMarked
package dev.davit.image.json;

import org.jspecify.annotations.NullMarked;
