"""Many rows into the database at once (*in bulk*)."""
