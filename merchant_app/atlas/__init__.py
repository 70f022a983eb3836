"""The picture of a search: where kept, rejected and offered tracks lie on the map."""
