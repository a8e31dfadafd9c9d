-- The role that backs up: run it once as a superuser, in the database that [postgres] database names (postgres).
--   sudo -u postgres psql -f postgres-role.sql
-- It is named after the system user vigie-backup, whom Debian's pg_hba.conf lets in over the socket without a password
-- (`local all all peer` and `local replication all peer`). Elsewhere: ALTER ROLE "vigie-backup" PASSWORD '…', and a passfile.
SELECT NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vigie-backup') AS is_new \gset
\if :is_new
CREATE ROLE "vigie-backup" LOGIN;
\endif
-- REPLICATION reads all that is written to disk, passwords' hashes too; BYPASSRLS is for counting rows alone.
ALTER ROLE "vigie-backup" LOGIN REPLICATION BYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 6;
GRANT pg_read_all_data, pg_read_all_settings TO "vigie-backup";
GRANT EXECUTE ON FUNCTION pg_switch_wal(), pg_create_restore_point(text), pg_control_system() TO "vigie-backup";
