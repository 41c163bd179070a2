/** From the log into the archive, and the view of both together. Entry is {@code Ingest}. */
package io.tsdb.ingest.seal;
