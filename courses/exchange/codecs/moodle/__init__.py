"""Questions of Moodle as elements of XML."""
