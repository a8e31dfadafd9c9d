-- The role of pg-exporter: it reads statistics, no table of anybody, and changes nothing. Run it as often as you like:
--   sudo -u postgres psql -f monitoring-role.sql
-- It is named after the system user pg-exporter, whom Debian's pg_hba.conf lets in over the socket without a password.
-- Elsewhere: ALTER ROLE "pg-exporter" PASSWORD '…'.
\set ON_ERROR_STOP on
SELECT NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pg-exporter') AS is_new \gset
\if :is_new
CREATE ROLE "pg-exporter" LOGIN;
\endif
-- One connection for a scrape, one for another scraper, one that is being closed; the last ones are kept for those who repair.
ALTER ROLE "pg-exporter" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 5;
ALTER ROLE "pg-exporter" SET default_transaction_read_only = on;
GRANT pg_monitor TO "pg-exporter";
