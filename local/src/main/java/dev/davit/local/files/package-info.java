/** Files and folders of the user alone. */
@NullMarked
package dev.davit.local.files;

import org.jspecify.annotations.NullMarked;
