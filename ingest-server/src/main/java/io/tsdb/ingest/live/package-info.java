/** Events that are acknowledged and not yet sealed, readable as segments on this machine. */
package io.tsdb.ingest.live;
