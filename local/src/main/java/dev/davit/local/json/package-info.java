/** Values as JSON text: the one form in which they are kept in the state and sent between client and agent. */
@NullMarked
package dev.davit.local.json;

import org.jspecify.annotations.NullMarked;
