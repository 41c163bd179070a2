/** Statements of clients that speak Avatica's protocol, run through the driver. */
package io.tsdb.ingest.avatica;
